/** A pod as a HorizontalPodAutoscaler sees it. */
export interface PodSample {
  readonly name: string;
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  readonly isBeingDeleted?: boolean;
  /** Its Ready condition; absent where it has none. */
  readonly ready?: {
    readonly isReady: boolean;
    /** Milliseconds since 1970, as all times here. */
    readonly since: number;
  };
  readonly startedAt?: number;
  /** What was measured, by the name of a metric or a resource. */
  readonly metrics: Readonly<Record<string, PodMetric>>;
  /** What it requests, by resource. */
  readonly requests?: Readonly<Record<string, number>>;
}

export interface PodMetric {
  readonly value: number;
  readonly at: number;
  readonly windowSeconds: number;
}
