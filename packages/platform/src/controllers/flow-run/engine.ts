import { defined, type FailureClass, SlipwayError } from "@slipway/model";
import {
  type CompiledFlow,
  type FlowDefinition,
  placeIn,
  type ReadyStep,
  RunGraph,
  type SettledStep,
  type StepEnd,
  type WorkEnd,
} from "@slipway/model/flows/index.ts";
import type { FlowRun, FlowRunSteps } from "@slipway/model/kinds/flow-run/index.ts";
import { runFacts } from "@slipway/model/kinds/flow-run/run-facts.ts";
import type { Ledger, Subject } from "#ledger/ledger.ts";
import {
  appendCancel,
  appendStepEnd,
  appendStepTry,
  openTries,
  readCancel,
  readStepEnds,
  readStepTries,
  type StepRecord,
  type StepTry,
} from "#ledger/step-records.ts";
import { type Earlier, readEarlier } from "./earlier.ts";
import { PoolQueues } from "./pools/pooled-tries.ts";

/** Of what there is to decide, so much is done before others have their turn. */
const AT_ONCE = 500;
/** Of steps that had ended so many are taken away once more: more than are noted before the first of them is. */
const MOST_AT_ONCE = 16;
/** And so much in one pass. */
const MOST_DECIDED = 20_000;

/** A try at a step's work that goes on, or is about to. */
export interface Going {
  readonly step: ReadyStep;
  readonly attempt: number;
  readonly name: string;
  /** When the first try was written down. */
  readonly since: Date;
  /** This one is not begun before. */
  readonly notBefore: Date;
  /** Why the tries before it failed, oldest first. */
  readonly failures: readonly FailureClass[];
  /** Nothing is left of the try before it; of the first there is none. */
  isAlone: boolean;
  /** This process has begun it, or found it begun. */
  isBegun: boolean;
  /** What it waits for before it is begun, as far as that is known. */
  waitingFor?: string;
  /** Since when it has its slots of a pool. */
  placeSince?: Date;
  /** And has looked at it since. */
  isSeen?: boolean;
}

type Tries = Pick<Going, "attempt" | "since" | "notBefore" | "failures">;

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
  readonly #flow: CompiledFlow;
  readonly graph: RunGraph;
  readonly going = new Map<string, Going>();
  readonly #ledger: Ledger;
  readonly #subject: Subject;
  readonly #tries: ReadonlyMap<string, Tries>;
  readonly #nameOf: (path: string, attempt: number) => string;
  readonly #known: Set<string>;
  readonly #earlier: Earlier | undefined;
  readonly #counts: Counted = {
    running: 0,
    success: 0,
    failed: 0,
    skipped: 0,
    upstreamFailed: 0,
    canceled: 0,
  };
  #isCanceled = false;
  /** A sentence of the first step that failed. */
  firstFailure: string | undefined;
  /** Names of the last tries that had ended before this process knew the run: whoever noted that may not have come to take them away. */
  lastEnded: readonly string[] = [];

  private constructor(
    flow: CompiledFlow,
    graph: RunGraph,
    parts: {
      readonly ledger: Ledger;
      readonly subject: Subject;
      readonly tries: ReadonlyMap<string, Tries>;
      readonly nameOf: (path: string, attempt: number) => string;
      readonly known: Set<string>;
      readonly earlier: Earlier | undefined;
    },
  ) {
    this.#flow = flow;
    this.graph = graph;
    this.#ledger = parts.ledger;
    this.#subject = parts.subject;
    this.#tries = parts.tries;
    this.#nameOf = parts.nameOf;
    this.#known = parts.known;
    this.#earlier = parts.earlier;
  }

  /** As far as it had come, by whomever. */
  static async open(
    flow: CompiledFlow,
    {
      run,
      ledger,
      subject,
      nameOf,
    }: {
      readonly run: FlowRun;
      readonly ledger: Ledger;
      readonly subject: Subject;
      readonly nameOf: (path: string, attempt: number) => string;
    },
  ): Promise<Engine> {
    const ends = await readStepEnds(ledger, subject);
    const tries = triesIn(await readStepTries(ledger, subject));
    const recorded = new Map(
      ends.filter(({ isWork }) => !isWork).map(({ path, state }) => [path, state] as const),
    );
    const parameters = run.status?.parameters ?? {};
    const graph = new RunGraph(flow, { parameters, run: runFacts(run), recorded });
    const known = new Set(ends.map(({ path }) => path));
    const earlier = await readEarlier(ledger, run, flow);
    const engine = new Engine(flow, graph, { ledger, subject, tries, nameOf, known, earlier });
    const cancel = await readCancel(ledger, subject);
    for (const [index, end] of ends.entries()) {
      if (index === cancel?.after) await engine.#cancelAgain();
      await engine.#replay(end);
    }
    if (cancel !== undefined) await engine.#cancelAgain();
    if (engine.#hasOpen) await engine.#goOnWithAll();
    engine.lastEnded = lastOf(ends).flatMap(({ path }) => engine.#nameOfLast(path));
    return engine;
  }

  get definition(): FlowDefinition {
    return this.#flow.definition;
  }

  #nameOfLast(path: string): readonly string[] {
    const last = this.#tries.get(path);
    return last === undefined ? [] : [this.#nameOf(path, last.attempt)];
  }

  /** Whether anything had begun that has not ended. Where nothing has, what there is to decide is decided as of a run that begins: written down as it goes. */
  get #hasOpen(): boolean {
    return [...this.#tries.keys()].some((path) => !this.#known.has(path));
  }

  /** What had begun by the time that the run was to end goes on until it has been stopped, and may still succeed. */
  async #cancelAgain(): Promise<void> {
    if (this.#isCanceled) return;
    this.#isCanceled = true;
    await this.#goOnWithAll();
    this.graph.cancel();
  }

  /** What had begun and has not ended goes on, before anything else begins. */
  async #goOnWithAll(): Promise<void> {
    await this.#decideAll();
    for (const [path, { since }] of this.#tries) {
      if (this.going.has(path)) continue;
      const step = this.graph.resume(path);
      if (step !== undefined) this.#goOn(step, since);
    }
  }

  async #decideAll(): Promise<void> {
    while (!this.graph.advance(AT_ONCE)) await breath();
  }

  /** How many steps have ended, as far as that is written down. */
  get known(): number {
    return this.#known.size;
  }

  get counts(): FlowRunSteps {
    return { ...this.#counts, running: this.going.size };
  }

  async #replay({ isWork, path, state, ...told }: StepRecord): Promise<void> {
    if (isWork && (state === "success" || state === "failed" || state === "canceled")) {
      await this.#decideAll();
      this.going.delete(path);
      this.graph.ended(path, { state, ...told });
    }
  }

  /** The run is to end. Answers whether all that goes before has been decided; else it is to be asked again. */
  async cancel(now: Date): Promise<boolean> {
    if (this.#isCanceled) return true;
    if (!(await this.decide(now))) return false;
    await appendCancel(this.#ledger, this.#subject, { at: now, after: this.#known.size });
    this.#isCanceled = true;
    this.graph.cancel();
    return true;
  }

  /** Decides what there is to decide, and writes down what has ended thereby; answers whether that was all, which of many it is not. */
  async decide(now: Date): Promise<boolean> {
    for (let left = MOST_DECIDED; left > 0; left -= AT_ONCE) {
      const isDone = this.graph.advance(AT_ONCE);
      await this.#noteSettled(now);
      if (isDone) return true;
      await breath();
    }
    return false;
  }

  /** Answers how many steps have ended since it was asked last. */
  async #noteSettled(now: Date): Promise<number> {
    const settled = this.graph.takeSettled();
    for (let start = 0; start < settled.length; start += AT_ONCE)
      await Promise.all(settled.slice(start, start + AT_ONCE).map((one) => this.#note(one, now)));
    return settled.length;
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
    await this.#append({ path, state, isWork: false, at, ...told });
  }

  #append(end: StepRecord): Promise<void> {
    const place = placeIn(this.#flow, end.path);
    return appendStepEnd(this.#ledger, this.#subject, { ...end, ...defined({ place }) });
  }

  /** How much it holds, in steps. */
  get size(): number {
    return 1 + this.#known.size + this.going.size;
  }

  /**
   * Takes up steps that are to begin now, as long as so many at most go on beside those that wait for pools; each try is written down before anything is
   * begun. Answers how many began or, as their expressions have no value, ended.
   */
  async take(most: number, now: Date): Promise<number> {
    const ready = this.#takeReady(most);
    const firsts = ready.filter(({ path }) => !this.#tries.has(path));
    const done = new Map(firsts.map(({ path }) => [path, this.#earlier?.endOf(path)] as const));
    await Promise.all(
      firsts.map(({ path }) => {
        const end = done.get(path);
        if (end !== undefined) return this.ended(path, end, now);
        return appendStepTry(this.#ledger, this.#subject, {
          path,
          attempt: 1,
          run: this.#nameOf(path, 1),
          at: now,
        });
      }),
    );
    for (const step of ready) if (done.get(step.path) === undefined) this.#goOn(step, now);
    return ready.length + (await this.#noteSettled(now));
  }

  #takeReady(most: number): readonly ReadyStep[] {
    const queues = new PoolQueues(this.going.values());
    const left = most - (this.going.size - queues.count);
    const ready: ReadyStep[] = [];
    let others = 0;
    while (others < left) {
      const [next] = this.graph.take(1, queues.isCrowded);
      if (next === undefined) break;
      ready.push(next);
      if (next.step.pool === undefined) others++;
      queues.add(next.step.pool);
    }
    return ready;
  }

  #goOn(step: ReadyStep, now: Date): void {
    const { path } = step;
    const tries = this.#tries.get(path) ?? { attempt: 1, since: now, notBefore: now, failures: [] };
    const { attempt } = tries;
    const isAlone = attempt === 1;
    this.going.set(path, { step, ...tries, name: this.#nameOf(path, attempt), isAlone, isBegun: false });
  }

  /** Throws a conflict where another process has gone on from any of them: what this one knows is outdated then. */
  async refuseOutdated(going: readonly Going[]): Promise<void> {
    if (going.length === 0) return;
    const open = await openTries(this.#ledger, this.#subject);
    const attempts = new Map(open.map(({ path, attempt }) => [path, attempt]));
    const other = going.find(({ step, attempt }) => attempts.get(step.path) !== attempt);
    if (other !== undefined)
      throw new SlipwayError("SLIP-API-003", `another process has gone on from ${other.step.path}`);
  }

  /** The try before one that may not have begun. */
  before(going: Going): Going {
    const attempt = going.attempt - 1;
    return { ...going, attempt, name: this.#nameOf(going.step.path, attempt) };
  }

  /** Another try is to follow one that has failed; that is written down before anything of the failed one is taken away, so that nobody begins it again. */
  async again(
    going: Going,
    { after, pauseMs, now }: { readonly after: FailureClass; readonly pauseMs: number; readonly now: Date },
  ): Promise<void> {
    const { step } = going;
    const attempt = going.attempt + 1;
    const name = this.#nameOf(step.path, attempt);
    await appendStepTry(this.#ledger, this.#subject, {
      path: step.path,
      attempt,
      run: name,
      at: now,
      after,
      pauseMs,
    });
    const failures = [...going.failures, after];
    const notBefore = new Date(now.getTime() + pauseMs);
    const { since } = going;
    const begins = { isAlone: false, isBegun: false };
    this.going.set(step.path, { step, since, attempt, name, failures, notBefore, ...begins });
  }

  /** A step's work has ended; written down before anything follows from it. */
  async ended(path: string, end: WorkEnd, now: Date): Promise<void> {
    this.#known.add(path);
    await this.#append({ path, isWork: true, at: now, ...end });
    this.going.delete(path);
    this.graph.ended(path, end);
  }
}

/** Of ends of work the last ones: as many as may be written down at once. */
function lastOf(ends: readonly StepRecord[]): readonly StepRecord[] {
  return ends.filter(({ isWork }) => isWork).slice(-MOST_AT_ONCE);
}

const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The newest of each step's tries, and why the earlier ones failed. */
function triesIn(all: readonly StepTry[]): ReadonlyMap<string, Tries> {
  const found = new Map<string, Tries>();
  for (const { path, attempt, at, after, pauseMs = 0 } of all) {
    const { since = at, failures: before = [] } = found.get(path) ?? {};
    const failures = after === undefined ? before : [...before, after];
    found.set(path, { attempt, since, failures, notBefore: new Date(at.getTime() + pauseMs) });
  }
  return found;
}
