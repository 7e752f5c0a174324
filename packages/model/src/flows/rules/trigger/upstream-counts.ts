import type { EndState } from "./end-state.ts";

/** How many of some steps have ended in which state. All are whole numbers from 0. */
export interface UpstreamTally {
  /** Ended or not. */
  readonly total: number;
  readonly success: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly skipped: number;
  /** Those among them that are setups. */
  readonly setups: { readonly total: number; readonly success: number; readonly skipped: number };
}

export interface CountedStep {
  readonly isSetup?: boolean;
}

const FIELDS = {
  success: "success",
  failed: "failed",
  upstream_failed: "upstreamFailed",
  skipped: "skipped",
} as const satisfies Record<EndState, keyof UpstreamTally>;

/**
 * A tally that is kept up to date, each change at the same cost however many steps there are. Whoever keeps it tells every end once, and takes it
 * back when the step is cleared.
 */
export class UpstreamCounts implements UpstreamTally {
  readonly total: number;
  success = 0;
  failed = 0;
  upstreamFailed = 0;
  skipped = 0;
  readonly setups: { readonly total: number; success: number; skipped: number };

  constructor({ total, setups = 0 }: { readonly total: number; readonly setups?: number }) {
    this.total = total;
    this.setups = { total: setups, success: 0, skipped: 0 };
  }

  /** One more has ended. */
  add(state: EndState, step: CountedStep = {}): void {
    this.#change(state, step, 1);
  }

  /** One that had ended has not any more: it was cleared, and will run again. */
  remove(state: EndState, step: CountedStep = {}): void {
    this.#change(state, step, -1);
  }

  #change(state: EndState, { isSetup = false }: CountedStep, by: 1 | -1): void {
    this[FIELDS[state]] += by;
    if (isSetup && (state === "success" || state === "skipped")) this.setups[state] += by;
  }
}

/** How many have ended, in whatever state. */
export const doneIn = ({ success, failed, upstreamFailed, skipped }: UpstreamTally): number =>
  success + failed + upstreamFailed + skipped;

export const failuresIn = ({ failed, upstreamFailed }: UpstreamTally): number => failed + upstreamFailed;
