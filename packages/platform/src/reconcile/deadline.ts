import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import { untilAborted } from "#lib/until-aborted.ts";

/** How long the passes in hand may go on when the home stops. */
const STOP_MS = 3_000;
/** What a pass that was told to end has to say what it has learned. */
const LAST_WORDS_MS = 2_000;

/**
 * The time that one pass has. When it is over, or a little after the home stops, `signal` aborts and whatever the pass waits
 * for is to end with it; work that does not is left alone soon after, so that it keeps neither a worker nor a home that
 * stops.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #over = new AbortController();
  readonly #alone = new AbortController();
  #cancel: () => void;

  constructor(parts: { readonly clock: Clock; readonly ms: number; readonly stop: AbortSignal }) {
    this.#clock = parts.clock;
    this.#stop = parts.stop;
    this.#cancel = parts.clock.after(parts.ms, () => this.#end(timeIsUp(parts.ms)));
    if (parts.stop.aborted) this.#onStop();
    else parts.stop.addEventListener("abort", this.#onStop, { once: true });
  }

  /** Its reason, once it has aborted, says which of both it was. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** What the work comes to; rejects with the signal's reason where it is left alone. */
  hold<T>(work: Promise<T>): Promise<T> {
    return untilAborted(work, this.#alone.signal);
  }

  /** The pass is over before its time. */
  close(): void {
    this.#cancel();
    this.#stop.removeEventListener("abort", this.#onStop);
  }

  readonly #onStop = (): void => {
    this.#cancel();
    this.#cancel = this.#clock.after(STOP_MS, () => this.#end(new Error("the home stops")));
  };

  #end(reason: Error): void {
    this.#stop.removeEventListener("abort", this.#onStop);
    this.#cancel = this.#clock.after(LAST_WORDS_MS, () => this.#alone.abort(reason));
    this.#over.abort(reason);
  }
}

/** Whether a pass, or a step of one, was ended because it took too long. */
export function isTimeUp(error: unknown): error is SlipwayError {
  return isSlipwayError(error, "SLIP-RUN-020");
}

function timeIsUp(ms: number): SlipwayError {
  return new SlipwayError("SLIP-RUN-020", `No answer within ${ms / 1_000} s; it is tried again`);
}
