/** Names one stream of log lines: one container of one pod, or of whatever plays a pod's part. */
export interface LogStream {
  readonly namespace: string;
  /** The pod's name; together with `uid` unique over time. */
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
}

export interface LogLine {
  /** When the line was written, as exactly as its source knows. */
  readonly at: Date;
  /** Without the line break; lines over 64 KiB arrive in pieces. */
  readonly text: string;
}

/** A stored line with its place in the stream; `index` rises by one from 0 and never changes. */
export interface StoredLogLine extends LogLine {
  readonly index: number;
}

/** A part of a source that was read: from the cursor `from` up to the cursor `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Says of what a fact is: the object's uid outlives its name. */
export interface Subject {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly at: Date;
}

/** One try at a run: appended when it starts and again when it ends; the later fact wins. */
export interface Attempt {
  readonly attempt: number;
  readonly run: string;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly outcome?: "succeeded" | "failed" | "stopped" | "lost";
  readonly failureClass?: string;
  readonly message?: string;
}

export interface Price {
  readonly perHour: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** Machine time used by a subject. */
export interface CostFact {
  readonly at: Date;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly billableSeconds: number;
  /** Of one instance; absent where nobody has said one. */
  readonly price?: Price;
}

/** What retention may drop: whichever bound is reached first, oldest first. */
export interface Retention {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

/**
 * Append-only facts that grow: log lines, metric points, attempts, cost. Every append is durable when its promise
 * resolves, and appending the same fact again (same stream and index, same subject and cursor) changes nothing.
 */
export interface Ledger {
  /**
   * Appends lines whose first has index `from`. Lines at indexes already stored are ignored, so a shipper that
   * crashed between reading and remembering simply sends them again. A gap is an error, and so is a new line after
   * `closeLog`. More than 1,000 lines may be stored in several steps, in order: ask `logLength` after a failure.
   */
  appendLog(stream: LogStream, from: number, lines: readonly LogLine[]): Promise<void>;
  /** How many lines the stream has: the index the next line gets. */
  logLength(stream: LogStream): Promise<number>;
  /** Marks that no line will follow; a follower then ends. */
  closeLog(stream: LogStream): Promise<void>;
  /**
   * At most `limit` lines from index `from` on, fewer where lines are long: only a page without lines is the end of
   * what is stored. Starts later where retention dropped the first ones. `closed` when no line can be appended.
   */
  readLog(
    stream: LogStream,
    options: { readonly from: number; readonly limit: number },
  ): Promise<{ readonly lines: readonly StoredLogLine[]; readonly closed: boolean }>;
  /** Lines from `from` on and then as they are appended, until the stream is closed or `signal` aborts. */
  followLog(
    stream: LogStream,
    options: { readonly from: number; readonly signal: AbortSignal },
  ): AsyncIterable<StoredLogLine>;
  /**
   * Calls `listener` with each stream that grows or is closed, by whatever process, until what is returned is called. A hint:
   * growth that another process told while the database was away is not told again.
   */
  onGrowth(listener: (stream: LogStream) => void): () => void;
  /** Streams of a pod name in a namespace, newest first; a name that was used again has several uids. */
  findLogs(where: { readonly namespace: string; readonly pod: string }): Promise<readonly LogStream[]>;

  /**
   * Appends the points of a span of a source and moves the cursor to its end, both in one step and only where the cursor stands at
   * its beginning: neither a crash between reading and remembering nor a second reader counts a point twice or leaves one out.
   * Returns where the cursor stands then.
   */
  appendMetrics(
    subject: Subject,
    source: string,
    span: Span,
    points: readonly MetricPoint[],
  ): Promise<number>;
  /** The cursor up to which the source is read, 0 at first. */
  metricsCursor(subject: Subject, source: string): Promise<number>;
  /** Oldest first, about `limit`: a page never ends within one instant, so that paging by `after` loses no point. */
  readMetrics(
    subject: Subject,
    options: { readonly name?: string; readonly after?: Date; readonly limit: number },
  ): Promise<readonly MetricPoint[]>;
  /** The newest point of each metric. */
  lastMetrics(subject: Subject): Promise<readonly MetricPoint[]>;

  /** What the later fact does not say stays as the earlier one said it. */
  appendAttempt(subject: Subject, attempt: Attempt): Promise<void>;
  readAttempts(subject: Subject): Promise<readonly Attempt[]>;

  /** One cost fact per subject and `at`; the same again changes nothing. */
  appendCost(subject: Subject, cost: CostFact): Promise<void>;
  readCosts(subject: Subject): Promise<readonly CostFact[]>;

  /** Drops what retention allows; returns the bytes freed. Never drops an open stream's tail of 1,000 lines. */
  retain(retention: Retention): Promise<number>;
  close(): Promise<void>;
}
