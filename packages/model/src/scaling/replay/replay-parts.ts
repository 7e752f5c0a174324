import type { OpenedTarget } from "../open-target.ts";
import type { Capability, Traffic } from "./traffic.ts";

/** What is to be replayed. */
export interface Replay {
  readonly target: OpenedTarget;
  readonly traffic: Traffic;
  readonly capability: Capability;
  /** Copies at the start; absent means the target's least. */
  readonly start?: number;
  /** Seconds from a decision to the next; absent means 15. */
  readonly everySeconds?: number;
  /** A request that waits longer is late; absent means 1. */
  readonly patienceSeconds?: number;
  /** What a copy costs, by the second from the decision that starts it; absent where it is unknown. */
  readonly price?: { readonly perHour: number; readonly currency?: string };
}
