export interface HpaRecommendation {
  readonly at: number;
  readonly replicas: number;
}

export interface HpaScaleEvent {
  readonly at: number;
  /** By how many, whichever way. */
  readonly change: number;
}

/** What the controller keeps in its memory, and loses when it is restarted. */
export interface HpaMemory {
  readonly recommendations: readonly HpaRecommendation[];
  readonly scaleUps: readonly HpaScaleEvent[];
  readonly scaleDowns: readonly HpaScaleEvent[];
}
