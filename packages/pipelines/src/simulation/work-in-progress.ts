import type { FailureClass } from "@slipway/model";
import type { ReadyStep, WorkEnd } from "@slipway/model/flows/index.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import { secondsToNextTry } from "@slipway/model/flows/seconds-to-next-try.ts";
import type { ComponentFacts } from "../component/types.ts";
import { commandIn, inputsIn } from "./blueprint.ts";
import { Ending, type FakeGives, USUAL_SECONDS } from "./ending.ts";
import type { Fake } from "./fake.ts";
import { givenBy } from "./given.ts";
import type { TestTry } from "./record.ts";
import type { Timeline } from "./timeline.ts";

/** A step's program while it is made up. */
export class WorkInProgress {
  readonly path: string;
  readonly component: ComponentFacts;
  readonly isProtected: boolean;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly command: readonly Json[];
  readonly tries: TestTry[] = [];
  readonly #step: ReadyStep["step"];
  readonly #fake: Fake;
  readonly #timeline: Timeline;
  readonly #tell: (end: WorkEnd) => void;
  #isOver = false;
  /** Of the try that goes on. */
  #began: number | undefined;

  constructor(
    { path, step, body, isProtected }: ReadyStep,
    how: { readonly fake: Fake; readonly component: ComponentFacts },
    around: { readonly timeline: Timeline; readonly tell: (end: WorkEnd) => void },
  ) {
    this.path = path;
    this.component = how.component;
    this.isProtected = isProtected;
    this.inputs = inputsIn(body);
    this.command = commandIn(body);
    this.#step = step;
    this.#fake = how.fake;
    this.#timeline = around.timeline;
    this.#tell = around.tell;
  }

  begin(): void {
    const { timeoutSeconds } = this.#step;
    if (timeoutSeconds !== undefined) {
      const why = `ran longer than its timeout of ${timeoutSeconds} s`;
      this.#later(timeoutSeconds, () => this.cutOff({ state: "failed", why }, "timeout"));
    }
    this.#try();
  }

  /** From outside, in the middle of a try or between two. */
  cutOff(end: WorkEnd, failure?: FailureClass): void {
    const message = end.why ?? "";
    this.#note(failure === undefined ? undefined : { class: failure, message });
    this.#end(end);
  }

  #try(): void {
    this.#began = this.#timeline.now;
    const ending = this.#endingOf(this.tries.length + 1);
    if (ending.seconds !== Number.POSITIVE_INFINITY) this.#later(ending.seconds, () => this.#tried(ending));
    else if (this.#step.timeoutSeconds === undefined)
      throw new Error(`${this.path} never ends, and nothing cuts it off: give the step a timeout.`);
  }

  #tried({ failure, gives = {} }: Ending): void {
    this.#note(failure);
    if (failure === undefined) this.#end({ state: "success", ...givenBy(gives, this.component, this.path) });
    else this.#failed(failure);
  }

  #failed(failure: NonNullable<TestTry["failure"]>): void {
    const failures = this.tries.flatMap((one) => one.failure?.class ?? []);
    const pause = secondsToNextTry(failures, this.#step.retry);
    if (pause === undefined) this.#end({ state: "failed", why: `${failure.class}: ${failure.message}` });
    else this.#later(pause, () => this.#try());
  }

  #endingOf(attempt: number): Ending {
    const { path, inputs } = this;
    const fake = this.#fake;
    const said = typeof fake === "function" ? fake(inputs, { attempt, path }) : fake;
    return endingFor(said as FakeGives | Ending, attempt);
  }

  #later(seconds: number, act: () => void): void {
    this.#timeline.plan(this.#timeline.now + seconds, () => {
      if (!this.#isOver) act();
    });
  }

  /** A try that is over; between two there is none. */
  #note(failure: TestTry["failure"]): void {
    if (this.#began === undefined) return;
    this.tries.push({ began: this.#began, ended: this.#timeline.now, ...(failure && { failure }) });
    this.#began = undefined;
  }

  #end(end: WorkEnd): void {
    this.#isOver = true;
    this.#tell(end);
  }
}

/** Passes over failures that have had their times. */
function endingFor(said: FakeGives | Ending | undefined, attempt: number): Ending {
  if (!(said instanceof Ending)) return new Ending({ seconds: USUAL_SECONDS, gives: said ?? {} });
  return attempt <= said.times ? said : endingFor(said.next, attempt);
}
