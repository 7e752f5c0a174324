import { decideScale } from "../decide-scale.ts";
import type { ScalingMemory } from "../memory.ts";
import type { Replay } from "./replay-parts.ts";
import type { Replayed, ReplayedChange } from "./replayed.ts";
import { Run } from "./run.ts";

const EVERY_SECONDS = 15;
const PATIENCE_SECONDS = 1;

/**
 * What a target's policies would have made of traffic, second by second: requests are answered in the order in which they came by the copies
 * that are ready, and signals are known when their period is over.
 */
export function replay(parts: Replay): Replayed {
  const { target, traffic, price } = parts;
  const { everySeconds = EVERY_SECONDS, patienceSeconds = PATIENCE_SECONDS } = parts;
  const run = new Run(parts, patienceSeconds);
  const changes: ReplayedChange[] = [];
  let memory: ScalingMemory = {};
  let decisions = 0;
  const seconds = traffic.arrivals.length * traffic.periodSeconds;
  for (let second = 0; second < seconds; second++) {
    if (second % everySeconds === 0) {
      const at = traffic.from + second * 1_000;
      const decided = decideScale(target, run.observe(at), memory);
      memory = decided.memory;
      decisions++;
      const { desired, current, reason, bounds } = decided;
      if (desired !== current) changes.push({ at, desired, current, reason, bounds });
      run.copies.scaleTo(desired, second);
    }
    run.pass(second);
  }
  return { ...run.total(price), changes, decisions };
}
