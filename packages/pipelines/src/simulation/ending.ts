import type { FailureClass } from "@slipway/model";
import type { Json } from "@slipway/model/flows/json.ts";

/** What a made-up program gives, by the names of its outputs; what is stored may be left out, and is made up then. */
export type FakeGives = Readonly<Record<string, Json>>;

/** How one try of a step ends, and how many seconds after it began. */
export class Ending<G = FakeGives> {
  readonly seconds: number;
  readonly gives: G | undefined;
  readonly failure: { readonly class: FailureClass; readonly message: string } | undefined;
  /** Of a failure: how many tries end so; later ones by `next`. */
  readonly times: number;
  readonly next: G | Ending<G> | undefined;

  constructor(how: {
    readonly seconds: number;
    readonly gives?: G;
    readonly failure?: { readonly class: FailureClass; readonly message: string };
    readonly times?: number;
    readonly next?: G | Ending<G>;
  }) {
    this.seconds = how.seconds;
    this.gives = how.gives;
    this.failure = how.failure;
    this.times = how.times ?? Number.POSITIVE_INFINITY;
    this.next = how.next;
  }
}

/** Seconds that a step takes whose fake says nothing of it. */
export const USUAL_SECONDS = 1;

/**
 * Takes so many seconds of the test's clock, and then gives something.
 *
 * @example
 * fakes: { train: takes(3_600, { auc: 0.9 }) }
 */
export const takes = <G>(seconds: number, gives: G): Ending<G> => new Ending({ seconds, gives });

/**
 * Fails as programs and machines do; the step's `retry` says whether it is tried again.
 *
 * @example
 * fakes: { train: fails("preempted", { times: 2, next: { auc: 0.9 } }) }
 */
export const fails = <G = never>(
  failure: FailureClass,
  how: {
    /** Seconds until it does; absent: 1. */
    readonly after?: number;
    readonly message?: string;
    /** So many tries, counted from the first; absent: all of them. */
    readonly times?: number;
    /** What becomes of the tries after those. */
    readonly next?: G | Ending<G>;
  } = {},
): Ending<G> => {
  const { after: seconds = USUAL_SECONDS, message = `made up: ${failure}`, times, next } = how;
  return new Ending({
    seconds,
    failure: { class: failure, message },
    ...(times === undefined ? {} : { times }),
    ...(next === undefined ? {} : { next }),
  });
};

/**
 * Never ends by itself: its `timeout` cuts it off.
 *
 * @example
 * fakes: { train: hangs() }
 */
export const hangs = (): Ending<never> => new Ending<never>({ seconds: Number.POSITIVE_INFINITY });
