import type { Answer } from "./ask.ts";
import { behaviorOf } from "./hpa/behavior.ts";
import { withChange } from "./hpa/limit.ts";
import type { Change, PolicyMemory, ScalingMemory } from "./memory.ts";
import type { ScalingPolicy } from "./policy.ts";

interface Judged {
  readonly desired: number;
}

/** The memory after a decision: of policies that are no more, nothing. */
export function remembered(parts: {
  readonly memory: ScalingMemory;
  readonly answers: ReadonlyMap<string, Answer>;
  readonly policies: readonly ScalingPolicy[];
  readonly now: number;
  readonly current: number;
  readonly inside: number;
  readonly judged: Judged;
  /** What the wish that counts counts from, where that is less than there is. */
  readonly base: number | undefined;
}): ScalingMemory {
  const { memory, answers, policies, now, current, inside, judged, base = inside } = parts;
  const desired = current === inside ? judged.desired : Math.max(inside, judged.desired);
  const { policies: _, ...others } = memory;
  const kept: Record<string, PolicyMemory> = {};
  for (const policy of policies) {
    const own = ofPolicy(policy, answers.get(policy.name), { at: now, from: current, to: desired });
    if (own !== undefined) kept[policy.name] = own;
  }
  const changed =
    desired === inside
      ? others
      : afterChange(others, { at: now, from: Math.min(base, inside), to: desired }, inside);
  return Object.keys(kept).length === 0 ? changed : { ...changed, policies: kept };
}

function ofPolicy(
  policy: ScalingPolicy,
  answer: Answer | undefined,
  change: Change,
): PolicyMemory | undefined {
  const memory = answer?.memory;
  if (policy.type !== "HorizontalPodAutoscaler" || memory?.hpa === undefined) return memory;
  return { ...memory, hpa: withChange(memory.hpa, change, behaviorOf(policy)) };
}

/** Bringing what there is within its bounds begins no cooldown: those are of policies alone. */
function afterChange(memory: ScalingMemory, change: Change, inside: number): ScalingMemory {
  if (change.to < inside) return { ...memory, scaledIn: { ...change, from: inside } };
  const { scaledIn: _, ...others } = memory;
  return { ...others, scaledOut: change };
}
