import { type Answer, ask } from "./ask.ts";
import { type Bounds, boundsAt } from "./bounds.ts";
import type { Decision, Reason } from "./decision.ts";
import type { ScalingMemory } from "./memory.ts";
import type { Observation } from "./observation.ts";
import type { OpenedTarget } from "./open-target.ts";
import { remembered } from "./remembered.ts";
import { resolve } from "./resolve.ts";
import type { Suspended } from "./target.ts";
import type { Wish } from "./wish.ts";

/** How many copies a target is to have from now on, why, and what to ask with the next time. Pure: the same answers the same. */
export function decideScale(
  opened: OpenedTarget,
  observation: Observation,
  before: ScalingMemory = {},
): Decision {
  const { now, current } = observation;
  const { bounds, memory } = boundsAt(opened, now, before);
  const inside = within(bounds, current);
  const isOutside = inside !== current;
  const turn = { observation: { ...observation, current: inside }, memory, bounds };
  const { policies, suspended } = opened.target;
  const answers = new Map<string, Answer>(
    policies.map((policy) => [policy.name, ask(policy, turn, isOutside)]),
  );
  const wishes = [...answers.values()].map(({ wish }) => wish).filter((wish) => wish !== undefined);
  const wanted = resolve(wishes, inside);
  const judged = judge({ wishes, wanted, inside, bounds, suspended });
  const { desired } = judged;
  const broughtInside: Reason = { code: current < inside ? "BelowMinCapacity" : "AboveMaxCapacity" };
  return {
    desired: isOutside && desired < inside ? inside : desired,
    current,
    bounds,
    reason: isOutside && desired <= inside ? broughtInside : judged.reason,
    wishes,
    memory: remembered({ memory, answers, policies, now, current, inside, judged, base: wanted?.base }),
  };
}

const within = ({ min, max }: Bounds, count: number): number => Math.max(min, Math.min(max, count));

/** A number within the bounds, and why that one. */
function judge(parts: {
  readonly wishes: readonly Wish[];
  readonly wanted: Wish | undefined;
  readonly inside: number;
  readonly bounds: Bounds;
  readonly suspended: Suspended | undefined;
}): { readonly desired: number; readonly reason: Reason } {
  const { wishes, wanted, inside, bounds, suspended } = parts;
  if (wanted === undefined) {
    const wish = wishes.find(({ holds }) => holds !== "None") ?? wishes[0];
    const reason: Reason = { code: "AlreadyAtDesiredCapacity", ...(wish === undefined ? {} : { wish }) };
    return { desired: inside, reason };
  }
  const isOut = wanted.to > inside;
  if ((isOut ? suspended?.scaleOut : suspended?.scaleIn) === true)
    return {
      desired: inside,
      reason: { code: isOut ? "ScaleOutSuspended" : "ScaleInSuspended", wish: wanted },
    };
  const desired = within(bounds, wanted.to);
  if (desired === inside)
    return {
      desired,
      reason: { code: isOut ? "AlreadyAtMaxCapacity" : "AlreadyAtMinCapacity", wish: wanted },
    };
  const cut = desired === wanted.to ? {} : { cutTo: desired };
  return { desired, reason: { code: isOut ? "ScaleOut" : "ScaleIn", wish: wanted, ...cut } };
}
