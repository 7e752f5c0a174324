/**
 * Adds copies while answers are slow, with a band in which nothing changes: response time is not in proportion to copies (it is flat, then
 * a cliff, and new copies are cold), so that no ratio of it says how many are needed.
 */
export interface ResponseTimePolicy {
  readonly type: "ResponseTime";
  readonly name: string;
  /** The signal that it goes by, e.g. the 95th percentile. */
  readonly metric: string;
  /** Slower than this is too slow, in the signal's unit. */
  readonly above: number;
  /** Faster than this is fast enough to do with less; less than `above`. */
  readonly below: number;
  /** Periods in a row that are too slow before copies are added; absent means 3. */
  readonly slowPeriods?: number;
  /** Periods in a row that are fast enough before one is taken away; absent means 15. */
  readonly fastPeriods?: number;
  /** Copies added at a time, in percent of those that there are, one at least; absent means 50. */
  readonly addPercent?: number;
  /** It adds nothing so long after copies were added, while they warm up; absent means 300. */
  readonly scaleOutCooldownSeconds?: number;
  /** It takes nothing away so long after either; absent means 300. */
  readonly scaleInCooldownSeconds?: number;
  readonly disableScaleIn?: boolean;
  /** What periods without a value are: idle ones, where a target that nobody asks has no response time. Absent means Unknown. */
  readonly withoutData?: "Unknown" | "Idle";
}
