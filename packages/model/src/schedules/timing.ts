/** What every timing may say besides when it is due. */
interface TimingBounds {
  /** RFC 3339 in whole seconds: no slot is before it; one at it counts. Absent means no bound. */
  readonly startTime?: string;
  /** RFC 3339 in whole seconds: no slot is after it; one at it counts, as Airflow's `end_date` and Temporal's end time. */
  readonly endTime?: string;
  /** Each slot starts up to so many seconds after it is due, always the same number for one schedule. Absent means 0. */
  readonly jitterSeconds?: number;
}

/** Due by a calendar, as Kubernetes' CronJob is. */
export interface CronTiming extends TimingBounds {
  /** Minute, hour, day of month, month, day of week; or @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually. */
  readonly cron: string;
  /** A zone of the IANA database, e.g. Europe/Paris. Absent means UTC. */
  readonly timeZone?: string;
}

/**
 * Due each time that an interval has passed since `startTime`, which is the first slot; since 1970-01-01T00:00:00Z where there is none, as in
 * Temporal. A day is 24 hours: no zone's clock changes move it.
 */
export interface IntervalTiming extends TimingBounds {
  /** As Go and Prometheus write durations (15m, 1h30m, 1d) or ISO 8601 does (PT15M, P1D); whole numbers, no months, no years. */
  readonly every: string;
}

/** When a schedule is due. */
export type Timing = CronTiming | IntervalTiming;

/** Why a timing cannot be kept, with the field it is in. */
export interface TimingProblem {
  readonly field: "cron" | "timeZone" | "every" | "startTime" | "endTime" | "jitterSeconds";
  /** One or two sentences: what is wrong, and what to write. */
  readonly message: string;
}

/** What a reader of one field answers where it cannot read it. */
export interface Unreadable {
  readonly problem: string;
}

export const isUnreadable = (read: object): read is Unreadable => "problem" in read;
