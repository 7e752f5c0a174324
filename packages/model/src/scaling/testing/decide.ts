import { type Decision, decideScale, openTarget, type ScaledTarget, type ScalingMemory } from "../index.ts";
import type { Observation } from "../observation.ts";
import type { Signal } from "../signal.ts";

export const MINUTE = 60_000;
export const START = Date.parse("2026-11-30T08:00:00Z");

/** A signal of minutes. */
export const minutes = (...values: readonly (number | null)[]): Signal => ({ periodSeconds: 60, values });

/** So many minutes of one value. */
export const steady = (value: number | null, count = 15): Signal =>
  minutes(...new Array<number | null>(count).fill(value));

type Seen = Partial<Omit<Observation, "current" | "now">> & {
  readonly at?: number;
  readonly current?: number;
};

/** A target that goes on from decision to decision; `at` is in milliseconds since START. */
export class Decider {
  memory: ScalingMemory = {};
  current: number;
  readonly #target: ScaledTarget;

  constructor(target: Partial<ScaledTarget> & Pick<ScaledTarget, "policies">, current = 1) {
    this.#target = { min: 0, max: 1_000, ...target };
    this.current = current;
  }

  decide({ at = 0, current = this.current, signals = {}, ...seen }: Seen): Decision {
    const observation = { ...seen, now: START + at, current, signals };
    const decision = decideScale(openTarget(this.#target), observation, this.memory);
    // What is remembered must be what a ledger can keep.
    this.memory = JSON.parse(JSON.stringify(decision.memory)) as ScalingMemory;
    this.current = decision.desired;
    return decision;
  }
}
