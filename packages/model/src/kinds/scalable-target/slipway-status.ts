import type { ScalingMemory } from "../../scaling/index.ts";

/** `status.slipway` of a ScalableTarget: what AWS has no word for. */
export interface SlipwayStatus {
  /** How many copies there are to be by the newest decision. */
  readonly desired?: number;
  /** The endpoint that `desired` is of: one that is made anew begins with a number of its own. */
  readonly endpointUID?: string;
  /** The newest change of `desired`. */
  readonly change?: ScalingChange;
  /** A sentence: why so many, or what it waits for. */
  readonly message?: string;
  /** By which measurements and policies that was; the same ones decide nothing a second time. */
  readonly decidedBy?: string;
  /** What the newest decision left for the next one. */
  readonly memory?: ScalingMemory;
}

export interface ScalingChange {
  /** RFC 3339: when it was decided. */
  readonly at: string;
  readonly from: number;
  /** A sentence. */
  readonly why: string;
}
