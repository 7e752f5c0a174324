import type { HpaMemory } from "./hpa/hpa-memory.ts";

/** A change that a policy made. */
export interface Change {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What there was before; before the first one, where a cooldown has several. */
  readonly from: number;
  readonly to: number;
}

/** How many copies a policy found needed, at a time. */
export interface Need {
  readonly at: number;
  readonly need: number;
}

/** Capacity as a scheduled action left it. */
export interface ScheduledBounds {
  readonly min: number;
  readonly max: number;
  /** The action that set them last. */
  readonly by: string;
  /** When that one was due; absent in what was remembered before there was such a time. */
  readonly at?: number;
  /** What the target said itself at that time: once it says otherwise, that counts. */
  readonly declared: { readonly min: number; readonly max: number };
}

/** What one policy has to know of before. */
export interface PolicyMemory {
  /** Of a queue: needs that may still be the greatest of its window, newest last. */
  readonly needs?: readonly Need[];
  readonly hpa?: HpaMemory;
}

/** What a decision has to know of those before it, and all of it: plain JSON. The first decision has an empty one. */
export interface ScalingMemory {
  /** The latest change of each direction by a policy; a scale-out ends what the scale-in before it began. */
  readonly scaledOut?: Change;
  readonly scaledIn?: Change;
  /** Up to when scheduled actions have been looked at. */
  readonly scheduledUntil?: number;
  readonly bounds?: ScheduledBounds;
  readonly policies?: Readonly<Record<string, PolicyMemory>>;
}
