import type { PinMemory } from "../pins/pins.ts";
import type { Generation } from "./generation.ts";

/** An update that has begun. Times are ISO 8601. */
export interface Underway {
  readonly to: Generation;
  /** Tells attempts apart: one that was rolled back is not begun again by itself. */
  readonly attempt: string;
  /**
   * `moving`: what is to get the next share is brought up. `baking`: it has the share and is watched. `terminating`: it has all, and the
   * old fleet waits for its end. `back`: the old fleet is brought back.
   */
  readonly phase: "moving" | "baking" | "terminating" | "back";
  readonly begunAt: string;
  /** Since when the phase is what it is. */
  readonly since: string;
  /** Share of the new fleet that is brought up, of the requests that it gets, and of the old fleet that was let go; 0 to 1. */
  readonly up: number;
  readonly shifted: number;
  readonly released: number;
  /** How many copies each member had that served when it began, by `memberKey`; absent where an earlier release began it. */
  readonly had?: Readonly<Record<string, number>>;
  /** Why it goes back. */
  readonly reason?: string;
}

/** What an endpoint's machinery knows of its updates from one look to the next: kept in the owner's status. */
export interface UpdateMemory {
  readonly serves: Generation;
  readonly underway?: Underway;
  /** The last attempt, where it was rolled back. */
  readonly refused?: { readonly attempt: string; readonly reason: string };
}

/** An endpoint's memory while it is updated. */
export interface Updating extends UpdateMemory {
  readonly underway: Underway;
}

/** With what images' names stand for, unless an earlier release began what serves. */
export interface ServingNotes extends UpdateMemory {
  readonly pins?: PinMemory;
}
