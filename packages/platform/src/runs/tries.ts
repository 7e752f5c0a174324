import { defined, isEnd, type RunRecord } from "@slipway/model";
import { type Attempt, appendAttempt } from "#ledger/attempts.ts";
import { appendCost, type CostFact } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { PoolPlaces } from "#runtimes/node-pools.ts";
import type { Runs } from "#runtimes/runs.ts";
import { priceOf, secondsBetween } from "./machine-cost.ts";
import { dateOf, isDone, type Running, recordOf, runRef, startOf } from "./run-record.ts";
import { subjectOf } from "./subject-of.ts";

/** Machines that a run had, and the seconds of them that are billed where the machinery has told them. */
export type MachineTime = Pick<CostFact, "instanceType" | "instanceCount"> &
  Partial<Pick<CostFact, "billableSeconds">> & {
    readonly isSpot?: boolean;
    /** Where they are of several kinds: how many of each. */
    readonly groups?: readonly Pick<CostFact, "group" | "instanceType" | "instanceCount">[];
  };

/** How a try came to its end, and when. */
export type TryEnd = Required<Pick<Attempt, "outcome" | "finishedAt">> &
  Pick<Attempt, "failureClass" | "message" | "exitCode" | "lastLines">;

/** Enough to see why a program ended, and little beside everything else that is kept of a try. */
const LAST_LINES = 5;
const LINE_LENGTH = 500;
/** The exit code of a program that SIGKILL has ended. */
const KILLED = 137;

/**
 * Writes down each try at an object's run and the machine time it took. A try has one start, one end and one cost, whoever tells them
 * and however often: what is told again, by a pass that a kill cut off or by a successor, changes nothing.
 */
export class Tries<R extends Running> {
  readonly #ledger: Pick<Ledger, "appendFact">;
  readonly #runs: Pick<Runs, "lastLines">;
  readonly #machinesOf: (object: R) => MachineTime;

  constructor(parts: {
    readonly ledger: Pick<Ledger, "appendFact">;
    readonly runs: Pick<Runs, "lastLines">;
    readonly machinesOf: (object: R) => MachineTime;
  }) {
    this.#ledger = parts.ledger;
    this.#runs = parts.runs;
    this.#machinesOf = parts.machinesOf;
  }

  /** What the program of the try wrote last; none where nobody can say. */
  async lastLines(object: R, turn: Turn): Promise<readonly string[]> {
    const { run } = recordOf(object);
    if (run === undefined) return [];
    const lines = await this.#runs.lastLines(runRef(object, run), LAST_LINES, turn.signal).catch(() => []);
    turn.signal.throwIfAborted();
    return lines.map((line) => line.slice(0, LINE_LENGTH));
  }

  /** Where the try has come to its machines since the record was written. One that is over as well is left to `ended`. */
  async began(object: R, next: RunRecord): Promise<void> {
    const startedAt = dateOf(startOf(next));
    if (startedAt === undefined || isEnd(next.phase) || startOf(recordOf(object)) !== undefined) return;
    await appendAttempt(this.#ledger, subjectOf(object), { ...this.#tryOf(object), startedAt });
  }

  /** The end of the try that the object's record tells of. What never began used nothing. */
  async ended(object: R, end: TryEnd, turn: PoolPlaces): Promise<void> {
    const startedAt = dateOf(startOf(recordOf(object)));
    const subject = subjectOf(object);
    const found = this.#tryOf(object);
    await appendAttempt(this.#ledger, subject, { ...found, ...defined({ startedAt }), ...end });
    if (startedAt === undefined) return;
    const { attempt, run } = found;
    const { groups, isSpot, billableSeconds, ...all } = this.#machinesOf(object);
    const seconds = billableSeconds ?? secondsBetween(startedAt, end.finishedAt);
    for (const machines of groups ?? [all]) {
      const price = await priceOf(turn, { ...machines, ...defined({ isSpot }) });
      const cost = { ...machines, billableSeconds: seconds, at: end.finishedAt, attempt, run };
      await appendCost(this.#ledger, subject, { ...cost, ...defined({ price }) });
    }
  }

  /** The end of a run that is over; nothing where none was started, or where its end is told already. */
  async over(object: R, turn: Turn): Promise<void> {
    const { run, phase, entered, failure, message, stop, killedAfterSeconds } = recordOf(object);
    if (run === undefined || !isEnd(phase) || isDone(object, "OutputsCollected")) return;
    const why = failure?.message ?? (phase === "stopped" ? message : undefined);
    const finishedAt = dateOf(entered?.[phase]) ?? turn.now;
    const isLate = phase === "stopped" && stop !== undefined && stop.reason !== "Requested";
    const lastLines = await this.lastLines(object, turn);
    const end = {
      outcome: phase,
      finishedAt,
      ...(lastLines.length === 0 ? {} : { lastLines }),
      ...defined({
        failureClass: failure?.class ?? (isLate ? "timeout" : undefined),
        message: why,
        exitCode: failure?.exitCode ?? (killedAfterSeconds === undefined ? undefined : KILLED),
      }),
    };
    await this.ended(object, end, turn);
  }

  #tryOf(object: R) {
    const { attempt = 1, run = "", runtime, node } = recordOf(object);
    const { instanceType, instanceCount } = this.#machinesOf(object);
    return { attempt, run, instanceType, instanceCount, ...defined({ runtime, node }) };
  }
}
