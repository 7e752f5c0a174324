import type { Json } from "../../flows/index.ts";
import type { Condition, Resource } from "../../resource.ts";

/** Objects of a bucket: each that is written, or written anew, is an event. */
export interface ObjectSource {
  /** `s3://bucket/` with what the keys begin with behind it. */
  readonly prefix: string;
  /** What the keys end with, e.g. `_SUCCESS`; absent: anything. */
  readonly suffix?: string;
  /** How often it is looked for new ones; absent means 30. */
  readonly pollSeconds?: number;
}

/** What makes a run of a flow besides its time. Exactly one of `objects` and `http`. */
export interface TriggerSpec {
  /** The Flow, by name, in the same namespace. */
  readonly flow: string;
  /** One of its versions; absent: the one that it has when a run begins. */
  readonly version?: string;
  /** What runs are given; `${{ run.event.uri }}` and the like are of each run's own event. */
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly objects?: ObjectSource;
  /** Whoever has its password may send an event: `slipway trigger NAME` tells the address. */
  readonly http?: Readonly<Record<string, never>>;
  /** An expression of `run.event`: events of which it is false start nothing. */
  readonly when?: string;
  /** Runs at once; the others wait for their turn, a thousand at most of those by HTTP. Absent means 1. */
  readonly maxActiveRuns?: number;
  /** Nothing is started while it is true. Events of that time are started when it is not. */
  readonly suspend?: boolean;
  /** Why, for people. */
  readonly suspendReason?: string;
}

/** Times are RFC 3339. */
export interface TriggerStatus {
  /** What it waits for, in words. */
  readonly source?: string;
  /** Objects that were written by then have their runs, or are in `recent`. */
  readonly handledUntil?: string;
  /** The newest objects that were handled, as digests: stores tell of some later than they date them. */
  readonly recent?: readonly string[];
  /** Runs that wait for their turn. */
  readonly waiting?: number;
  readonly lastRun?: string;
  readonly lastEventTime?: string;
  readonly conditions?: readonly Condition<"Ready" | "CaughtUp">[];
}

export interface Trigger extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "Trigger";
  readonly spec: TriggerSpec;
  readonly status?: TriggerStatus;
}
