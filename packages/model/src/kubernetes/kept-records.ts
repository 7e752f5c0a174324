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

/** `usage`: KeptUsage. `metrics`: KeptMetrics, in as many parts as `buckets` says. `points`: KeptPoints, by `name`, `after` and `limit`. */
export type RecordsAbout = "usage" | "metrics" | "points";

export const keptRecordsPath = (
  of: { readonly namespace: string; readonly kind: string; readonly name: string },
  about: RecordsAbout,
): string => `/v1/namespaces/${of.namespace}/objects/${of.kind}/${of.name}/${about}`;
