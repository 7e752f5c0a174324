/** New bounds at set times, as Application Auto Scaling's scheduled actions. */
export interface ScheduledAction {
  readonly name: string;
  /** `at(2026-11-30T08:00:00)`, `rate(5 hours)` or `cron(0 8 ? * MON-FRI *)`. */
  readonly schedule: string;
  /** A zone of the IANA database that `at` and `cron` are read in. Absent means UTC. */
  readonly timezone?: string;
  /** RFC 3339. A recurring action is due at it, too; nothing is due before. */
  readonly startTime?: string;
  /** RFC 3339: nothing is due after it. */
  readonly endTime?: string;
  /** RFC 3339, when it was made: what it would have been due at before counts as over. Absent means the first decision that knows it. */
  readonly since?: string;
  /** What the target's bounds are from then on; absent means that one stays. */
  readonly min?: number;
  readonly max?: number;
}
