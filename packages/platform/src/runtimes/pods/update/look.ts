import type { UpdatePolicy } from "../../update-policy.ts";

/** How one member's pods do. */
export interface FleetState {
  readonly ready: number;
  readonly desired: number;
  /** Why waiting cannot help; absent while it may. */
  readonly failed?: string;
}

export interface Look {
  readonly now: Date;
  readonly policy: UpdatePolicy;
  /** The machine has no room for both: what is replaced goes first. */
  readonly inPlace: boolean;
  /** By `memberKey`. */
  readonly fleets: ReadonlyMap<string, FleetState>;
  /** Why an update is to be rolled back, as whoever watches it says. */
  readonly alarm?: string;
}
