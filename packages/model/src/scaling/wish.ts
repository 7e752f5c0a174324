import type { Why } from "./why.ts";

/** What one policy makes of what it sees. */
export interface Wish {
  readonly policy: string;
  /** How many copies it wants; as many as there are where it wants no change. */
  readonly to: number;
  readonly why: Why;
  /** The capacity that a scale-out counts from, where a cooldown has it count from less than there is. */
  readonly base?: number;
  /**
   * Whose scale-in a policy that wants no change is against: All where it needs what there is, Proportional where step policies may
   * go on, None where it has nothing to say.
   */
  readonly holds: "All" | "Proportional" | "None";
  /** A step policy's scale-in is held by policies that need what there is alone. */
  readonly isStep?: true;
}
