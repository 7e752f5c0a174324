import {
  type CompiledFlow,
  type ReadyStep,
  RunGraph,
  type SettledStep,
  type StepEnd,
  type WorkEnd,
} from "@slipway/model/flows/index.ts";
import type { FlowRun, FlowRunSteps } from "@slipway/model/kinds/flow-run/index.ts";
import type { Ledger, Subject } from "#ledger/ledger.ts";
import {
  appendStepEnd,
  appendStepTry,
  readStepEnds,
  readStepTries,
  type StepRecord,
} from "#ledger/step-records.ts";

/** Of what there is to decide, so much is done before others have their turn. */
const AT_ONCE = 500;
/** And so much in one pass. */
const MOST_DECIDED = 20_000;

/** A try at a step's work that goes on. */
export interface Going {
  readonly step: ReadyStep;
  readonly attempt: number;
  readonly name: string;
}

type Counted = { -readonly [K in keyof FlowRunSteps]: FlowRunSteps[K] };

const FIELDS: Readonly<Record<StepEnd, keyof FlowRunSteps>> = {
  success: "success",
  failed: "failed",
  skipped: "skipped",
  upstream_failed: "upstreamFailed",
  canceled: "canceled",
};

/** One run as this process knows it: what it has is what the ledger has, so that another can go on from there. */
export class Engine {
  readonly graph: RunGraph;
  readonly going = new Map<string, Going>();
  readonly #ledger: Ledger;
  readonly #subject: Subject;
  readonly #attempts: ReadonlyMap<string, number>;
  readonly #known: Set<string>;
  readonly #counts: Counted = {
    running: 0,
    success: 0,
    failed: 0,
    skipped: 0,
    upstreamFailed: 0,
    canceled: 0,
  };
  /** A sentence of the first step that failed. */
  firstFailure: string | undefined;

  private constructor(
    graph: RunGraph,
    parts: {
      readonly ledger: Ledger;
      readonly subject: Subject;
      readonly attempts: ReadonlyMap<string, number>;
      readonly known: Set<string>;
    },
  ) {
    this.graph = graph;
    this.#ledger = parts.ledger;
    this.#subject = parts.subject;
    this.#attempts = parts.attempts;
    this.#known = parts.known;
  }

  /** As far as it had come, by whomever. */
  static async open(
    flow: CompiledFlow,
    { run, ledger, subject }: { readonly run: FlowRun; readonly ledger: Ledger; readonly subject: Subject },
  ): Promise<Engine> {
    const ends = await readStepEnds(ledger, subject);
    const attempts = new Map(
      (await readStepTries(ledger, subject)).map(({ path, attempt }) => [path, attempt] as const),
    );
    const recorded = new Map(
      ends.filter(({ isWork }) => !isWork).map(({ path, state }) => [path, state] as const),
    );
    const { name, namespace = "", creationTimestamp = "" } = run.metadata;
    const graph = new RunGraph(flow, {
      parameters: run.status?.parameters ?? {},
      run: { name, namespace, flow: run.spec.flow, startTime: creationTimestamp },
      recorded,
    });
    const known = new Set(ends.map(({ path }) => path));
    const engine = new Engine(graph, { ledger, subject, attempts, known });
    for (const end of ends) await engine.#replay(end);
    return engine;
  }

  get counts(): FlowRunSteps {
    return { ...this.#counts, running: this.going.size };
  }

  async #replay({ isWork, path, state, ...told }: StepRecord): Promise<void> {
    if (isWork && (state === "success" || state === "failed" || state === "canceled")) {
      while (!this.graph.advance(AT_ONCE)) await breath();
      this.graph.ended(path, { state, ...told });
    }
  }

  /** Decides what there is to decide, and writes down what has ended thereby; answers whether that was all, which of many it is not. */
  async decide(now: Date): Promise<boolean> {
    for (let left = MOST_DECIDED; left > 0; left -= AT_ONCE) {
      const isDone = this.graph.advance(AT_ONCE);
      await Promise.all(this.graph.takeSettled().map((one) => this.#note(one, now)));
      if (isDone) return true;
      await breath();
    }
    return false;
  }

  async #note({ path, state, why, results, artifacts }: SettledStep, at: Date): Promise<void> {
    this.#counts[FIELDS[state]]++;
    if (state === "failed") this.firstFailure ??= `${path}: ${why ?? "failed"}`;
    if (this.#known.has(path)) return;
    this.#known.add(path);
    const told = {
      ...(why === undefined ? {} : { why }),
      ...(results === undefined ? {} : { results }),
      ...(artifacts === undefined ? {} : { artifacts }),
    };
    await appendStepEnd(this.#ledger, this.#subject, { path, state, isWork: false, at, ...told });
  }

  /** Steps that are to begin now; each try is written down before anything is begun. */
  async take(
    most: number,
    { now, nameOf }: { readonly now: Date; readonly nameOf: (path: string, attempt: number) => string },
  ): Promise<readonly Going[]> {
    const taken = this.graph.take(most).map((step): Going => {
      const attempt = this.#attempts.get(step.path) ?? 1;
      return { step, attempt, name: nameOf(step.path, attempt) };
    });
    await Promise.all(
      taken.map(({ step: { path }, attempt, name }) =>
        appendStepTry(this.#ledger, this.#subject, { path, attempt, run: name, at: now }),
      ),
    );
    for (const one of taken) this.going.set(one.step.path, one);
    return taken;
  }

  /** A step's work has ended; written down before anything follows from it. */
  async ended(path: string, end: WorkEnd, now: Date): Promise<void> {
    this.#known.add(path);
    await appendStepEnd(this.#ledger, this.#subject, { path, isWork: true, at: now, ...end });
    this.going.delete(path);
    this.graph.ended(path, end);
  }
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
