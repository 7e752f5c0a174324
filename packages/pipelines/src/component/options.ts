import type { FailureClass } from "@slipway/model";
import type { TriggerRule } from "@slipway/model/flows/rules/index.ts";
import type { Condition, Made } from "../references/types.ts";

/** What can be tried again; `oom` is `out-of-memory`. What has run out of its time has had it for all of its tries together. */
export type RetriedClass = Exclude<FailureClass, "timeout"> | "oom";

export interface Retry {
  /** Tries more, of each class in `on`. */
  readonly max?: number;
  /** Absent: `user-code` and `oom`; what the machinery loses is tried again anyway. */
  readonly on?: readonly RetriedClass[];
  /** Tries more by class, in place of both. */
  readonly limits?: { readonly [K in RetriedClass]?: number };
  /** Seconds before the second try, 5 where nothing is said. */
  readonly backoffSeconds?: number;
  /** By what they grow with each try, 2 where nothing is said. */
  readonly backoffFactor?: number;
  readonly maxBackoffSeconds?: number;
  /** By how much memory grows with each try that ran out of it. */
  readonly memoryGrowth?: number;
}

/** What was given before for the same program, parameters and inputs is taken. */
export type Cache = boolean | { readonly maxAgeSeconds?: number; readonly key?: string };

/** How what a step does is run. */
export interface WorkOptions {
  readonly retry?: Retry;
  /** Seconds, of all tries together. */
  readonly timeout?: number;
  readonly cache?: Cache;
  /** A Pool of the namespace: it begins once it has slots of it, by its priority, and has them until it is over. */
  readonly pool?: string;
  /** Absent: 1. */
  readonly poolSlots?: number;
  /** Those of higher ones begin first. */
  readonly priority?: number;
}

/** When a step runs, and what its end means. */
export interface GateOptions {
  /** In place of the component's; it has to be the only one of it. */
  readonly name?: string;
  readonly description?: string;
  /** Comes after these, beside those whose outputs it is given. */
  readonly needs?: readonly Made[];
  /** How those before it have to have ended (Airflow's rules); absent: `all_success`. */
  readonly triggerRule?: TriggerRule;
  /** In place of `needs` and `triggerRule`: Argo's boolean expression over the names of steps beside it, e.g. `"train.Succeeded || train.Skipped"`. */
  readonly depends?: string;
  /** It is skipped where this is false. */
  readonly when?: Condition;
  /** Its failure fails nothing but what comes after it. */
  readonly allowFailure?: boolean;
}

export type StepOptions = GateOptions & WorkOptions;
