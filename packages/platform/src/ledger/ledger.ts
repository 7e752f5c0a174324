import type { Answers } from "./answers.ts";
import type { Json } from "./json.ts";
import type { RequestQueue } from "./request-queue.ts";

export type { Json } from "./json.ts";

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

/** What several measurements come to, in CloudWatch's statistics. `count` may be a part of one. */
export interface PointStatistics {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** One series of points: those of a name with these labels; absent: those without any. */
export interface SeriesKey {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface MetricPoint {
  readonly name: string;
  readonly value: number;
  readonly at: Date;
  /** Of a point that stands for several measurements, of which `value` is the average. */
  readonly several?: PointStatistics;
  /** The program's own count, e.g. of epochs. */
  readonly step?: number;
  /** What tells points of one name apart, e.g. the host. Equal labels are one series, whatever their order. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Where a list of points goes on: behind all of an instant, or with `place` behind one point of it. */
export interface PointMark {
  readonly at: Date;
  readonly place?: number;
}

export interface PointPage {
  readonly points: readonly MetricPoint[];
  /** Absent at the end. */
  readonly next?: PointMark;
}

/** Which points are asked for; `labels` absent: those without any. */
export interface SeriesAsked {
  readonly subject: Subject;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** The first instant that counts; absent: that of the first point. */
  readonly from?: Date;
  /** The first instant that counts no more; absent: the end of the points. */
  readonly to?: Date;
  /** Equal parts of the time from `from` to `to`; from 1 to 1,000, others are taken for the nearest of these. */
  readonly buckets: number;
}

/** What the points of one part of a series come to. */
export interface SeriesBucket extends PointStatistics {
  readonly from: Date;
}

/** Something small that is known of a subject for good. `key` is its identity among those of its type. */
export interface Fact {
  readonly type: string;
  readonly key: string;
  /** When it came to be; retention goes by it. */
  readonly at: Date;
  readonly json: Json;
  /** By what it is found among very many; absent of what is only read in its order. */
  readonly filed?: Filed;
  /** Facts that are on no list from here on, as this one says more of the same. */
  readonly unlists?: { readonly type: string; readonly within: string };
}

/** Where a fact stands among those of its subject and type. */
export interface Filed {
  /** What it is a part of. */
  readonly within: string;
  /** What facts of one `within` are counted by. */
  readonly mark: string;
  /** Its turn among those of one `within`, from 0. */
  readonly place: number;
  /** A list of few. */
  readonly list?: string;
}

/** Which filed facts are asked for: of all that are within any of these, and where it is said of these marks and places alone. */
export interface FiledAsked {
  readonly subject: Subject;
  readonly type: string;
  readonly within: readonly string[];
  readonly marks?: readonly string[];
  /** The first place, and the first one that counts no more. */
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** How many facts within something have a mark. */
export interface FiledCount {
  readonly within: string;
  readonly mark: string;
  readonly count: number;
}

export interface StoredFact extends Fact {
  readonly subject: Subject;
}

/** Where a list goes on; valid for the same question alone. */
export type PageMark = number;

/** Which facts are asked for. */
export interface FactsAsked {
  readonly subjects: readonly Subject[];
  readonly type: string;
  readonly limit: number;
  readonly after?: PageMark;
  /** Absent: those that were appended first. */
  readonly newestFirst?: boolean;
  /** Only those of a list. */
  readonly list?: string;
}

/** What retention may drop: whichever bound is reached first, oldest first. */
export interface Retention {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** Answered invocations of which is known who answered; ten million where absent. */
  readonly maxAnswers?: number;
  /** Of whom all facts stay, however old; absent: of nobody. */
  readonly keeps?: (subject: Subject) => boolean;
}

/**
 * Append-only records that grow: log lines, metric points, facts. Every append is durable when its promise resolves, and appending
 * the same again (same stream and index, same subject and span, same subject, type and key) changes nothing. Every call does
 * bounded work, on this thread and on the one that holds the records, but for those that loop over bounded steps themselves.
 * Rejects with a SlipwayError of the catalogue's area LEDGER.
 */
/** Pods of a namespace: those of a name, or of the names that begin so. */
export type PodNamed = { readonly namespace: string } & (
  | { readonly pod: string }
  | { readonly podPrefix: string }
);

export interface Ledger {
  /**
   * Appends lines whose first has index `from`. Lines at indexes already stored are ignored, so a shipper that
   * crashed between reading and remembering simply sends them again. A gap is an error, and so is a new line after
   * `closeLog`. More than 1,000 lines or 1 MiB may be stored in several steps, in order: ask `logLength` after a failure.
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
  /** Pages of lines, none empty, from `from` on and then as they are appended, until the stream is closed or `signal` aborts. */
  followLog(
    stream: LogStream,
    options: { readonly from: number; readonly signal: AbortSignal },
  ): AsyncIterable<readonly StoredLogLine[]>;
  /**
   * Calls `listener` with each stream that grows or is closed, by whatever process, until what is returned is called. A hint:
   * growth that another process told while the database was away is not told again.
   */
  onGrowth(listener: (stream: LogStream) => void): () => void;
  /** Streams of a pod's name, newest first, a thousand at most; a name that was used again has several uids. */
  findLogs(where: PodNamed): Promise<readonly LogStream[]>;

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
  /** Oldest first, at most `limit`; those of one instant in the order they were appended. */
  readMetrics(
    subject: Subject,
    options: { readonly name?: string; readonly after?: PointMark; readonly limit: number },
  ): Promise<PointPage>;
  /** The newest point of each metric and labels, by name, for each subject in the order asked. */
  lastMetrics(subjects: readonly Subject[]): Promise<readonly (readonly MetricPoint[])[]>;
  /** The newest point of each of these series of a subject, in no order; of one without points none. At most 1,000 may be asked for. */
  newestOf(subject: Subject, series: readonly SeriesKey[]): Promise<readonly MetricPoint[]>;
  /** The newest points of at most `limit` series of a subject, in an order of their names and labels that stays, after one of them. */
  newestAfter(
    subject: Subject,
    page: { readonly after?: SeriesKey; readonly limit: number },
  ): Promise<readonly MetricPoint[]>;
  /** Those of the parts of a series that have points, oldest first. Values that are no number count in none. */
  series(asked: SeriesAsked): Promise<readonly SeriesBucket[]>;

  /** Of two facts of one subject, type and key the first stays. */
  appendFact(subject: Subject, fact: Fact): Promise<void>;
  /**
   * Facts of a type of any of the subjects, which are a page of them and not all there are, in the order they were appended or the
   * other way round; `next` where there may be more.
   */
  facts(asked: FactsAsked): Promise<{ readonly facts: readonly StoredFact[]; readonly next?: PageMark }>;
  /** In the order of their places. Without marks its work grows with what is within those. */
  filedFacts(asked: FiledAsked): Promise<readonly StoredFact[]>;
  /** Its work grows with what is counted, by less than a microsecond a fact. */
  countFiled(asked: Pick<FiledAsked, "subject" | "type" | "within">): Promise<readonly FiledCount[]>;
  /** Subjects of whom anything is stored, newest first; `next` where there may be more. */
  subjects(asked: {
    readonly where: Partial<Subject>;
    readonly limit: number;
    readonly after?: PageMark;
  }): Promise<{ readonly subjects: readonly Subject[]; readonly next?: PageMark }>;

  /** What waits for endpoints that answer later: kept where the records are, and none of them. */
  readonly requests: RequestQueue;
  /** Who answered invocations by an InferenceId, for as long as their endpoints say. */
  readonly answers: Answers;

  /** Drops what retention allows; returns the bytes freed. Never drops an open stream's tail of 1,000 lines. */
  retain(retention: Retention): Promise<number>;
  close(): Promise<void>;
}
