/** Keeps a metric at a target, as Application Auto Scaling's TargetTrackingScaling. */
export interface TargetTrackingPolicy {
  readonly type: "TargetTrackingScaling";
  readonly name: string;
  /** The signal that it goes by; it must fall in proportion as copies are added. */
  readonly metric: string;
  /** What one copy is to have of it; more than 0. */
  readonly target: number;
  /**
   * PerInstance: the signal is what one copy has, e.g. invocations per instance. Total: it is what all have together, e.g. requests in
   * flight, and then it says how many are needed where there are none, too. Absent means PerInstance.
   */
  readonly of?: "PerInstance" | "Total";
  /** Absent means 300, as for endpoint variants. */
  readonly scaleOutCooldownSeconds?: number;
  /** Absent means 300. */
  readonly scaleInCooldownSeconds?: number;
  readonly disableScaleIn?: boolean;
}
