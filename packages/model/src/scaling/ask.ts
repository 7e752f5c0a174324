import { hpaMemory, hpaWish } from "./hpa/wish.ts";
import type { PolicyMemory } from "./memory.ts";
import type { ScalingPolicy } from "./policy.ts";
import { queueWish } from "./queue/wish.ts";
import { responseTimeWish } from "./response-time/wish.ts";
import { stepWish } from "./step/wish.ts";
import { targetTrackingWish } from "./target-tracking/wish.ts";
import type { Turn } from "./turn.ts";
import type { Wish } from "./wish.ts";

export interface Answer {
  readonly wish?: Wish;
  readonly memory?: PolicyMemory;
}

/** What a policy wants; `isOutside`: what there was is outside the bounds, and the turn's current is what is inside. */
export function ask(policy: ScalingPolicy, turn: Turn, isOutside: boolean): Answer {
  switch (policy.type) {
    case "TargetTrackingScaling":
      return { wish: targetTrackingWish(policy, turn) };
    case "StepScaling":
      return { wish: stepWish(policy, turn) };
    case "ResponseTime":
      return { wish: responseTimeWish(policy, turn) };
    case "QueueBacklog":
      return queueWish(policy, turn);
    case "HorizontalPodAutoscaler":
      // The controller brings what is outside the bounds inside, and looks at metrics the next time.
      return isOutside ? { memory: { hpa: hpaMemory(policy, turn) } } : hpaWish(policy, turn);
  }
}
