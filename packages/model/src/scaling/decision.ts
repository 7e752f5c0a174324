import type { Bounds } from "./bounds.ts";
import type { ScalingMemory } from "./memory.ts";
import type { Wish } from "./wish.ts";

/** Why as many, in words of Application Auto Scaling where it has one (`NotScaledReason`). */
export type Reason =
  /** What there is was outside the bounds. */
  | { readonly code: "BelowMinCapacity" | "AboveMaxCapacity" }
  /** A policy's wish, cut to the bounds where that is said. */
  | { readonly code: "ScaleOut" | "ScaleIn"; readonly wish: Wish; readonly cutTo?: number }
  | { readonly code: "AlreadyAtMaxCapacity" | "AlreadyAtMinCapacity"; readonly wish: Wish }
  | { readonly code: "ScaleOutSuspended" | "ScaleInSuspended"; readonly wish: Wish }
  /** No policy, or none that would change anything; the wish of the first one that holds what there is. */
  | { readonly code: "AlreadyAtDesiredCapacity"; readonly wish?: Wish };

/** How many copies there are to be, and why. */
export interface Decision {
  readonly desired: number;
  /** How many there were to be before. */
  readonly current: number;
  readonly bounds: Bounds;
  readonly reason: Reason;
  /** What every policy wants, in their order; those of HorizontalPodAutoscaler are not asked where what there is was outside the bounds. */
  readonly wishes: readonly Wish[];
  /** What the next decision is to be given. Where `desired` could not be written, the memory of before is. */
  readonly memory: ScalingMemory;
}
