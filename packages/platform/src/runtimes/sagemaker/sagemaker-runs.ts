import { isEnd, type Resource, type RunRecord } from "@slipway/model";
import { findOperation } from "@slipway/model/aws/lookup.ts";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { FIRST_HOST } from "@slipway/model/run-plan.ts";
import type { Ledger, LogStream, StoredLogLine } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { Removal } from "../removal.ts";
import type { LogRange, RunRef, RunSpec, RunState, Runs } from "../runs.ts";
import type { Wake } from "../wake.ts";
import { SAGEMAKER } from "./abilities.ts";
import type { Members } from "./aws-calls.ts";
import { isDenied, isMissing, isTaken, isUnknownOperation, isWrongStatus } from "./aws-error.ts";
import { awsNameOf } from "./aws-kind.ts";
import { type AwsResources, type Found, YOUNG_MS } from "./aws-resources.ts";
import type { JobKind } from "./jobs/job-kind.ts";
import { jobKindOf } from "./jobs/job-kinds.ts";
import { runState } from "./jobs/run-state.ts";
import { LogShipper } from "./log-shipper.ts";
import { PacedCache } from "./paced-cache.ts";
import { isRetained } from "./place.ts";

const ONGOING: ReadonlySet<unknown> = new Set(["InProgress", "Stopping", "Deleting"]);
const GONE: RunState = {
  phase: "gone",
  message: "SageMaker does not have the job",
  instances: [],
  entered: {},
};
const YOUNG: RunState = {
  phase: "pending",
  message: "Made in SageMaker a moment ago and not to be seen there yet",
  instances: [],
  entered: {},
};

interface Shipped {
  readonly all: boolean;
  readonly streams: readonly LogStream[];
  readonly denied?: boolean;
}

export interface SageMakerRunsParts {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly resources: AwsResources;
  readonly pollMs: number;
  readonly settleMs: number;
}

/** Jobs that are made, followed, stopped and deleted in SageMaker. */
export class SageMakerRuns implements Runs {
  readonly #store: Store;
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #resources: AwsResources;
  readonly #settleMs: number;
  readonly #shipper: LogShipper;
  readonly #states: PacedCache<RunState>;
  readonly #shipped: PacedCache<Shipped>;
  readonly #removals: PacedCache<{ readonly removal: Removal }>;

  constructor(parts: SageMakerRunsParts) {
    const { clock, pollMs } = parts;
    this.#store = parts.store;
    this.#ledger = parts.ledger;
    this.#clock = clock;
    this.#resources = parts.resources;
    this.#settleMs = parts.settleMs;
    this.#shipper = new LogShipper(parts.ledger);
    this.#states = new PacedCache(clock, pollMs);
    this.#shipped = new PacedCache(clock, pollMs);
    this.#removals = new PacedCache(clock, Math.min(pollMs, 3_000));
  }

  async abilities(): Promise<Abilities> {
    return SAGEMAKER;
  }

  /** Nothing tells of changes in AWS. */
  wakes(): readonly Wake[] {
    return [];
  }

  async start(run: RunSpec, signal?: AbortSignal): Promise<void> {
    await this.#resources.make(jobKindOf(run.owner).aws, run.owner, signal);
    this.#forget(run);
  }

  observe(run: RunRef, signal?: AbortSignal): Promise<RunState> {
    return this.#states.read(uidOf(run), () => this.#look(run, signal));
  }

  /** Lines of one of the job's hosts, from all its streams: an interrupted job has one a try. */
  async logs(
    run: RunRef,
    { from, limit, host = FIRST_HOST, signal }: LogRange,
  ): Promise<readonly StoredLogLine[]> {
    const { streams } = await this.#shipped.read(uidOf(run), () => this.#ship(run, signal));
    let before = 0;
    for (const stream of streams.filter(({ pod }) => hostOf(pod) === host)) {
      const length = await this.#ledger.logLength(stream);
      if (from < before + length) {
        const { lines } = await this.#ledger.readLog(stream, { from: Math.max(0, from - before), limit });
        const offset = before;
        return lines.map((line) => ({ ...line, index: line.index + offset }));
      }
      before += length;
    }
    return [];
  }

  async lastLines(run: RunRef, count: number, signal?: AbortSignal): Promise<readonly string[]> {
    const { streams } = await this.#shipped.read(uidOf(run), () => this.#ship(run, signal));
    const last = streams.filter(({ pod }) => hostOf(pod) === FIRST_HOST).at(-1);
    if (last === undefined) return [];
    const from = Math.max(0, (await this.#ledger.logLength(last)) - count);
    return (await this.#ledger.readLog(last, { from, limit: count })).lines.map(({ text }) => text);
  }

  async stop(run: RunRef, signal?: AbortSignal): Promise<void> {
    // Asking AWS again and again about a job that is told to be over, or about to be, would be for nothing.
    if (isReportedOver(run.owner) || isReportedStopping(run.owner)) return;
    const { aws, statusMember } = jobKindOf(run.owner);
    const found = await this.#resources.find(aws, run.owner, signal);
    if (found.state !== "ours" || found.answer[statusMember] !== "InProgress") return;
    await this.#askToStop(run, signal);
    this.#states.forget(uidOf(run));
  }

  async remove(run: RunRef, signal?: AbortSignal): Promise<Removal> {
    if (await isRetained(this.#store, run.owner)) return "kept";
    const { removal } = await this.#removals.read(uidOf(run), async () => ({
      removal: await this.#remove(run, signal),
    }));
    if (removal === "gone") {
      this.#forget(run);
      this.#removals.forget(uidOf(run));
      this.#resources.forget(run.owner);
    }
    return removal;
  }

  async #remove(run: RunRef, signal: AbortSignal | undefined): Promise<Removal> {
    const { aws, statusMember } = jobKindOf(run.owner);
    const found = await this.#resources.findToRemove(aws, run.owner, signal);
    if (found.state === "foreign") return "gone";
    if (found.state !== "ours") return this.#isYoung(run.owner, found) ? "going" : "gone";
    const status = found.answer[statusMember];
    if (status === "InProgress") await this.#askToStop(run, signal);
    if (ONGOING.has(status)) return "going";
    // Of transform jobs AWS keeps the record for good.
    if (findOperation(aws.service, aws.remove) === undefined) return "gone";
    const calls = await this.#resources.callsFor(run.owner, signal);
    try {
      await calls.call(aws.remove, { [aws.nameMember]: awsNameOf(aws, run.owner) });
    } catch (error) {
      if (isWrongStatus(error) || isTaken(error)) return "going";
      // Then AWS keeps the record of the job that is over, as it does under ACK's own controller.
      if (!isMissing(error) && !isUnknownOperation(error) && !isDenied(error)) throw error;
    }
    return "gone";
  }

  async #askToStop(run: RunRef, signal: AbortSignal | undefined): Promise<void> {
    const { aws } = jobKindOf(run.owner);
    const calls = await this.#resources.callsFor(run.owner, signal);
    try {
      await calls.call(aws.stop, { [aws.nameMember]: awsNameOf(aws, run.owner) });
    } catch (error) {
      if (!isMissing(error) && !isWrongStatus(error)) throw error;
    }
  }

  async #look(run: RunRef, signal: AbortSignal | undefined): Promise<RunState> {
    const kind = jobKindOf(run.owner);
    const found = await this.#resources.find(kind.aws, run.owner, signal);
    if (found.state !== "ours") return this.#isYoung(run.owner, found) ? YOUNG : GONE;
    const { answer } = found;
    if (answer[kind.statusMember] === "Deleting") return GONE;
    const state = runState(kind, answer);
    if (state.phase === "pending") return state;
    this.#shipped.forget(uidOf(run));
    const shipped = await this.#shipped.read(uidOf(run), () => this.#ship(run, signal));
    const message = shipped.denied === true ? `${state.message} (its log may not be read)` : state.message;
    const instances = shipped.streams.flatMap(({ pod }) => {
      const host = hostOf(pod);
      return host === undefined ? [] : [{ host, pod, phase: state.phase, message }];
    });
    const seen = { ...state, message, instances };
    if (!isEnd(state.phase)) return seen;
    if (!shipped.all || this.#isArriving(kind, answer)) return logArriving(kind, seen);
    await this.#shipper.close(shipped.streams);
    return seen;
  }

  /** CloudWatch has the last lines a little later than SageMaker tells the end. */
  #isArriving({ endMember }: JobKind, answer: Members): boolean {
    const end = answer[endMember] as Date | undefined;
    return end !== undefined && this.#clock.now().getTime() - end.getTime() < this.#settleMs;
  }

  /** Who may not read logs is told the job's status all the same. */
  async #ship(run: RunRef, signal: AbortSignal | undefined): Promise<Shipped> {
    const { aws, logGroup } = jobKindOf(run.owner);
    try {
      return await this.#shipper.ship(run, {
        name: awsNameOf(aws, run.owner),
        group: logGroup,
        calls: await this.#resources.callsFor(run.owner, signal),
      });
    } catch (error) {
      if (!isDenied(error)) throw error;
      return { all: true, streams: [], denied: true };
    }
  }

  /** What has been seen once is gone when it is not found; what has not may still have to appear. */
  #isYoung(owner: Resource, found: Found): boolean {
    if (found.state === "young") return true;
    if (found.state !== "missing") return false;
    const { run, reported, entered } = recordOf(owner);
    if (run === undefined || reported !== undefined) return false;
    const since = entered?.pending;
    return since !== undefined && this.#clock.now().getTime() - Date.parse(since) < YOUNG_MS;
  }

  #forget(run: RunRef): void {
    this.#states.forget(uidOf(run));
    this.#shipped.forget(uidOf(run));
  }
}

/** Until its log is whole an ended job is one that still uploads. */
function logArriving(
  { endFields }: JobKind,
  { reported = {}, failure: _, results: __, ...state }: RunState,
): RunState {
  const rest = Object.entries(reported).filter(([field]) => !endFields.includes(field));
  return {
    ...state,
    phase: "uploading",
    message: "The job is over; its last log lines are on their way",
    reported: Object.fromEntries(rest),
  };
}

/** The host whose log a stream of the ledger is; CloudWatch calls it `JOB/algo-N-TIME`. */
function hostOf(stream: string): string | undefined {
  return /-(algo-\d+)(?:-\d+)?$/.exec(stream)?.[1];
}

function uidOf({ owner }: RunRef): string {
  return owner.metadata.uid ?? "";
}

function recordOf(owner: Resource): RunRecord {
  return ((owner.status ?? {}) as { readonly slipway?: RunRecord }).slipway ?? {};
}

function isReportedOver(owner: Resource): boolean {
  const { phase, reported = [] } = recordOf(owner);
  return isEnd(phase) && reported.includes(jobKindOf(owner).statusField);
}

function isReportedStopping(owner: Resource): boolean {
  const status = (owner.status ?? {}) as Readonly<Record<string, unknown>>;
  return status[jobKindOf(owner).statusField] === "Stopping";
}
