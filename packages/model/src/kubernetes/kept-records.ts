import type { Json, StepEnd } from "../flows/index.ts";

/** What a home keeps of an object beside it, as its door answers; the records outlive the object. Times are RFC 3339. */

/** One try at the object's run, and what it used. */
export interface KeptAttempt {
  /** From 1. */
  readonly attempt: number;
  readonly run: string;
  readonly runtime?: string;
  readonly instanceType?: string;
  readonly instanceCount?: number;
  /** Absent of a try that had no machine. */
  readonly startedAt?: string;
  /** Absent while it runs. */
  readonly finishedAt?: string;
  readonly outcome?: "succeeded" | "failed" | "stopped" | "lost";
  readonly failureClass?: string;
  readonly message?: string;
  /** The machine that it was on. */
  readonly node?: string;
  /** Of its program. */
  readonly exitCode?: number;
  /** What its program wrote last. */
  readonly lastLines?: readonly string[];
}

/** Machine time that was used. */
export interface KeptCost {
  readonly at: string;
  readonly attempt?: number;
  readonly run?: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  /** Of one instance. */
  readonly billableSeconds: number;
  /** Absent where nobody has said one. */
  readonly price?: { readonly perHour: number; readonly currency: string };
}

export interface KeptUsage {
  readonly attempts: readonly KeptAttempt[];
  readonly costs: readonly KeptCost[];
}

/** A value that is no number is null in JSON. */
export interface KeptPoint {
  readonly name: string;
  readonly value: number | null;
  readonly at: string;
  readonly step?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A metric in brief: its newest point, and CloudWatch's statistics of equal parts of its time. */
export interface KeptMetric {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly last: KeptPoint;
  readonly parts: readonly {
    readonly from: string;
    readonly count: number;
    readonly sum: number;
    readonly min: number;
    readonly max: number;
  }[];
}

export interface KeptMetrics {
  readonly metrics: readonly KeptMetric[];
}

export interface KeptPoints {
  readonly points: readonly KeptPoint[];
  /** What `after` goes on from; absent at the end. */
  readonly next?: string;
}

/** A step of a pipeline's run that has ended, and stays so. */
export interface KeptStepEnd {
  readonly path: string;
  readonly state: StepEnd;
  /** Whether it did something; what follows from other ends did not. */
  readonly isWork: boolean;
  readonly at: string;
  readonly why?: string;
  readonly results?: Readonly<Record<string, Json>>;
  /** Each an `s3://` URI with its digest; of a step with many items lists of them. */
  readonly artifacts?: Readonly<Record<string, Json>>;
}

/** A try at a step's work that has begun. */
export interface KeptStepTry {
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** What the work is called where it is done. */
  readonly run: string;
  readonly at: string;
  /** The class of the failure that it follows; absent of the first. */
  readonly after?: string;
  /** Milliseconds before it is begun. */
  readonly pauseMs?: number;
}

/** A page in the order in which they were written down; `next` is what `after` goes on from, absent where there is no more by now. */
export interface KeptPage<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** What shows a run of a pipeline, or the inside of one of its steps. */
export interface KeptSteps {
  /** Of the places that were asked for, and of what is inside of these. */
  readonly ends: readonly KeptStepEnd[];
  readonly tries: readonly KeptStepTry[];
  /** Of the steps that were looked into, by path ("": the run itself): how many of what is directly inside have ended how. */
  readonly counts: Readonly<Record<string, Readonly<Partial<Record<StepEnd, number>>>>>;
  /** The first that failed by themselves, and how many there are, a thousand at most. */
  readonly failed: readonly KeptStepEnd[];
  readonly failures: number;
  /** The last tries at the first of those that run. */
  readonly running: readonly KeptStepTry[];
}

export type KeptStepEnds = KeptPage<KeptStepEnd>;
export type KeptStepTries = KeptPage<KeptStepTry>;

export const RECORDS_ABOUT = ["usage", "metrics", "points", "step-ends", "step-tries", "steps"] as const;

/**
 * `usage`: KeptUsage. `metrics`: KeptMetrics, in as many parts as `buckets` says. `points`: KeptPoints, by `name`, `after` and `limit`. Of runs of
 * pipelines `step-ends`: KeptStepEnds, and `step-tries`: KeptStepTries, by `after` and `limit`, and
 * `steps`: KeptSteps, of the inside of `step` `places` many from the place `from` on, of what is inside of these `inner` each, and about `limit` in all, with the `most` first that
 * failed or run; with `brief` ends come without what they gave.
 */
export type RecordsAbout = (typeof RECORDS_ABOUT)[number];

export const keptRecordsPath = (
  of: { readonly namespace: string; readonly kind: string; readonly name: string },
  about: RecordsAbout,
): string => `/v1/namespaces/${of.namespace}/objects/${of.kind}/${of.name}/${about}`;
