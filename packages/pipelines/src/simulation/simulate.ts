import { defined } from "@slipway/model";
import { type ReadyStep, RunGraph, readDefinition, type SettledStep } from "@slipway/model/flows/index.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Fakes } from "./fake.ts";
import { findFake } from "./find-fake.ts";
import type { TestRun, TestStep } from "./record.ts";
import { Timeline } from "./timeline.ts";
import { WorkInProgress } from "./work-in-progress.ts";

const AT_ONCE = 1_000;

export interface Play {
  readonly blueprint: Blueprint;
  readonly parameters: Readonly<Record<string, Json>>;
  readonly run: Readonly<Record<string, Json>>;
  readonly fakes: Fakes;
  /** When it begins. */
  readonly clock: Date;
  /** Seconds after its begin. */
  readonly cancelAt?: number;
}

/** Runs a definition with made-up programs, on a clock that goes from one event to the next. */
export class Simulation {
  readonly #play: Play;
  readonly #graph: RunGraph;
  readonly #timeline = new Timeline();
  readonly #work = new Map<string, WorkInProgress>();
  readonly #running = new Set<WorkInProgress>();
  readonly #steps: TestStep[] = [];
  readonly #ran: string[] = [];
  #why: string | undefined;

  constructor(play: Play) {
    this.#play = play;
    const { parameters, run, blueprint, cancelAt } = play;
    this.#graph = new RunGraph(readDefinition(blueprint.definition), { parameters, run });
    const { timeoutSeconds } = blueprint.definition;
    if (cancelAt !== undefined) this.#cancelLater(cancelAt, `canceled after ${cancelAt} s`);
    if (timeoutSeconds !== undefined)
      this.#cancelLater(timeoutSeconds, `ran longer than its timeout of ${timeoutSeconds} s`);
  }

  /** To its end. Throws what is wrong with the test itself. */
  run(): TestRun {
    while (this.#settle()) {
      const ready = this.#graph.take(AT_ONCE);
      for (const step of ready) this.#begin(step);
      if (ready.length === 0 && this.#graph.end === undefined && this.#isSettled() && !this.#timeline.next())
        throw new Error("The run waits for nothing and has not ended.");
    }
    return this.#told();
  }

  /** False once the run has ended. */
  #settle(): boolean {
    while (!this.#graph.advance(AT_ONCE));
    for (const step of this.#graph.takeSettled()) this.#steps.push(this.#recordOf(step));
    return this.#graph.end === undefined;
  }

  /** Taking may have ended steps, whose expressions have no value. */
  #isSettled(): boolean {
    return this.#graph.advance(0);
  }

  #begin(ready: ReadyStep): void {
    const { path } = ready;
    const found = findFake(path, this.#play.fakes, this.#play.blueprint);
    const work = new WorkInProgress(ready, found, {
      timeline: this.#timeline,
      clock: this.#play.clock,
      tell: (end) => {
        this.#running.delete(work);
        this.#graph.ended(path, end);
      },
    });
    this.#work.set(path, work);
    this.#running.add(work);
    this.#ran.push(path);
    work.begin();
  }

  #cancelLater(seconds: number, why: string): void {
    this.#timeline.plan(seconds, () => {
      if (this.#ranOut()) return;
      this.#why ??= why;
      this.#graph.cancel();
      for (const work of [...this.#running])
        if (!work.isProtected) work.cutOff({ state: "canceled", why: "The run was canceled" });
    });
  }

  /** What runs on exit is canceled no more. */
  #ranOut(): boolean {
    return [...this.#running].some(({ path }) => path.startsWith("onExit."));
  }

  #recordOf({ path, state, why, results, artifacts }: SettledStep): TestStep {
    const work = this.#work.get(path);
    return {
      path,
      state,
      tries: work?.tries ?? [],
      ...defined({ why, results, artifacts }),
      ...(work && {
        ...defined({ component: work.role.component, command: work.command }),
        inputs: work.inputs,
      }),
    };
  }

  #told(): TestRun {
    const steps = this.#steps;
    const { state = "failed", why = this.#why, results = {} } = this.#graph.end ?? {};
    return {
      state,
      ...defined({ why }),
      results,
      seconds: this.#timeline.now,
      ran: this.#ran,
      steps,
      step: (path) => {
        const found = steps.find((one) => one.path === path);
        if (found === undefined)
          throw new Error(
            `No step of the run has the path ${path}: there are ${steps.map((one) => one.path).join(", ")}.`,
          );
        return found;
      },
    };
  }
}
