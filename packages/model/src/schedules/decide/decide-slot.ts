import type { SchedulePolicy } from "./policy.ts";

/** How the run of a slot stands. */
export type SlotOutcome = "Active" | "Succeeded" | "Skipped" | "Failed";

/** The runs of a schedule as one of its slots finds them. */
export interface SlotSurroundings {
  /** The names of its runs that are active. */
  readonly active: readonly string[];
  /** How many slots wait before this one. */
  readonly queued: number;
  /** The run of the slot before this one that ran, or that waits; absent where this is the first. */
  readonly previous?: { readonly key: string; readonly outcome: SlotOutcome };
}

export type SlotDecision =
  | { readonly action: "start"; readonly replaces: readonly string[] }
  | { readonly action: "skip"; readonly reason: "Active" | "QueueFull" }
  | { readonly action: "wait"; readonly message: string };

const DEFAULT_QUEUE_LIMIT = 10;

/**
 * Whether a slot's run starts. First `concurrencyPolicy` decides, then `dependsOnPast`: a slot whose predecessor failed waits until that has
 * been retried or deleted, as in Airflow. What waits counts against `queueLimit`, and `startingDeadlineSeconds` does not end it.
 */
export function decideSlot(policy: SchedulePolicy, around: SlotSurroundings): SlotDecision {
  const { concurrencyPolicy = policy.catchup === "all" ? "Queue" : "Forbid" } = policy;
  const isBusy = around.active.length > 0;
  if (isBusy && concurrencyPolicy === "Forbid") return { action: "skip", reason: "Active" };
  if (isBusy && concurrencyPolicy === "Replace") return { action: "start", replaces: around.active };
  const message =
    isBusy && concurrencyPolicy === "Queue"
      ? `It waits until ${around.active[0]} has ended, since concurrencyPolicy is Queue.`
      : waitsForPast(policy, around);
  if (message === undefined) return { action: "start", replaces: [] };
  const isFull = around.queued >= (policy.queueLimit ?? DEFAULT_QUEUE_LIMIT);
  return isFull ? { action: "skip", reason: "QueueFull" } : { action: "wait", message };
}

function waitsForPast({ dependsOnPast = false }: SchedulePolicy, { previous }: SlotSurroundings) {
  if (!dependsOnPast || previous === undefined) return undefined;
  const { key, outcome } = previous;
  if (outcome === "Succeeded" || outcome === "Skipped") return undefined;
  return outcome === "Active"
    ? `It waits until the run of ${key} has succeeded, since dependsOnPast is set.`
    : `It waits because the run of ${key} failed and dependsOnPast is set: retry that run, or delete it.`;
}
