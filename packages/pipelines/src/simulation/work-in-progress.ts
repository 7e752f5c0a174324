import type { FailureClass } from "@slipway/model";
import type { ReadyStep, WorkEnd } from "@slipway/model/flows/index.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import { secondsToNextTry } from "@slipway/model/flows/seconds-to-next-try.ts";
import { Ending, type FakeGives, USUAL_SECONDS } from "./ending.ts";
import type { Fake } from "./fake.ts";
import type { Cast } from "./find-fake.ts";
import type { TestTry } from "./record.ts";
import type { Role, Scene } from "./roles/role.ts";
import type { Timeline } from "./timeline.ts";

interface Around {
  readonly timeline: Timeline;
  /** When that began. */
  readonly clock: Date;
  tell(end: WorkEnd): void;
}

/** A step's work while it is made up. */
export class WorkInProgress {
  readonly path: string;
  readonly role: Role;
  readonly isProtected: boolean;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly command: readonly Json[] | undefined;
  readonly tries: TestTry[] = [];
  readonly #step: ReadyStep["step"];
  readonly #body: Json;
  readonly #fake: Fake | undefined;
  readonly #timeline: Timeline;
  readonly #around: Around;
  #isOver = false;
  /** Of the try that goes on. */
  #began: number | undefined;

  constructor({ path, step, body, isProtected }: ReadyStep, { role, fake }: Cast, around: Around) {
    this.path = path;
    this.role = role;
    this.isProtected = isProtected;
    this.inputs = role.inputs(body);
    this.command = role.command?.(body);
    this.#step = step;
    this.#body = body;
    this.#fake = fake;
    this.#timeline = around.timeline;
    this.#around = around;
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
    const played = failure === undefined ? this.role.play(gives, this.#scene) : { failure };
    const failed = "failure" in played ? played.failure : undefined;
    this.#note(failed);
    if (failed === undefined) this.#end({ state: "success", ...played });
    else this.#failed(failed);
  }

  get #scene(): Scene {
    const { clock, timeline } = this.#around;
    return { path: this.path, body: this.#body, now: new Date(clock.getTime() + timeline.now * 1_000) };
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
    if (fake === undefined && this.role.alone !== undefined) return this.role.alone(this.#scene);
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
    this.#around.tell(end);
  }
}

/** Passes over failures that have had their times. */
function endingFor(said: FakeGives | Ending | undefined, attempt: number): Ending {
  if (!(said instanceof Ending)) return new Ending({ seconds: USUAL_SECONDS, gives: said ?? {} });
  return attempt <= said.times ? said : endingFor(said.next, attempt);
}
