/** What came in, period by period. */
export interface Traffic {
  /** Milliseconds since 1970 at which the first period begins. */
  readonly from: number;
  /** Whole seconds of one period: 60 of CloudWatch's metrics. */
  readonly periodSeconds: number;
  /** Requests, or messages, of each period; they come evenly within it. */
  readonly arrivals: readonly number[];
}

/** What one copy is taken to be able to do. */
export interface Capability {
  /** Requests that it answers in a second where it always has some. */
  readonly requestsPerSecond: number;
  /** Seconds that one of them takes. */
  readonly serviceSeconds: number;
  /** Seconds from a decision to a new copy's first answer: node, image and model. */
  readonly startupSeconds: number;
}
