import type { AnswerRow } from "./forms/answers/answer-row.ts";
import type { LineChunk } from "./forms/lines/line-chunk.ts";
import type { Ledger, LogStream, SeriesBucket, Subject } from "./ledger.ts";
import type { RequestQueue } from "./request-queue.ts";

/** What may go: whatever is older than `cutoff` (milliseconds since 1970), and the oldest until `maxBytes` fit. */
export interface RetentionBounds {
  readonly cutoff: number;
  readonly maxBytes: number;
  /** Before it, even the memory that something was there may go: who re-sends it then is believed. */
  readonly forgetBefore: number;
}

/** Which facts are asked for by their age alone, the oldest first. */
export interface AgedAsked {
  /** Milliseconds since 1970. */
  readonly before: number;
  readonly after?: Pick<AgedFact, "at" | "id">;
}

export interface AgedFact extends Subject {
  readonly id: number;
  readonly at: number;
}

/** A part of a log: lines in one piece from an index on; none where nothing is stored from there on. */
export interface ChunkPage {
  readonly chunk?: { readonly index: number; readonly bytes: Uint8Array };
  readonly closed: boolean;
}

/** A step through a series: parts of `widthMs` from `from` on, of the points before `to`, as far as one step goes. */
export interface SeriesStep {
  readonly subject: Subject;
  readonly name: string;
  readonly labels: string;
  readonly from: number;
  readonly to: number;
  readonly origin: number;
  readonly widthMs: number;
}

export interface SeriesPart {
  /** By the number of their part, counted from `origin`. */
  readonly buckets: readonly (Omit<SeriesBucket, "from"> & { readonly bucket: number })[];
  /** Where the next step begins; absent at the end. */
  readonly next?: number;
}

/** Which answers may go: those whose time is over, and the oldest beyond so many. */
export interface AnswerBounds {
  readonly now: number;
  readonly most: number;
}

type AsSeen = "logLength" | "closeLog" | "findLogs" | "appendMetrics" | "metricsCursor" | "readMetrics";
type AsAsked = "lastMetrics" | "newestOf" | "newestAfter" | "appendFact" | "facts" | "subjects";
type OfFiled = "filedFacts" | "countFiled";

/** Those of the queue, by names of their own. */
interface OfRequests {
  readonly addRequest: "add";
  readonly queueDepths: "depths";
  readonly claimRequests: "claim";
  readonly claimLostRequests: "claimLost";
  readonly renewRequests: "renew";
  readonly giveRequestBack: "giveBack";
  readonly finishRequest: "finish";
}

/** What holds the records carries out, each as one transaction and in bounded work. */
export type Operations = {
  readonly [K in AsSeen | AsAsked | OfFiled]: (
    ...args: Parameters<Ledger[K]>
  ) => Awaited<ReturnType<Ledger[K]>>;
} & {
  readonly [K in keyof OfRequests]: (
    ...args: Parameters<RequestQueue[OfRequests[K]]>
  ) => Awaited<ReturnType<RequestQueue[OfRequests[K]]>>;
} & {
  readonly appendLog: (stream: LogStream, from: number, chunks: readonly LineChunk[]) => void;
  readonly readLog: (
    stream: LogStream,
    options: { readonly from: number; readonly limit: number },
  ) => ChunkPage;
  /** The instants of the first and the last point; undefined without one. */
  readonly seriesExtent: (
    of: Pick<SeriesStep, "subject" | "name" | "labels">,
  ) => { first: number; last: number } | undefined;
  readonly seriesStep: (step: SeriesStep) => SeriesPart;
  /** Bytes freed; undefined when nothing more may go. */
  readonly retainStep: (bounds: RetentionBounds) => number | undefined;
  /** A page of them; none at the end. */
  readonly agedFacts: (asked: AgedAsked) => readonly AgedFact[];
  /** Those of a page. */
  readonly dropFacts: (ids: readonly number[]) => void;
  /** One step: whether there may be more that nobody asks for. */
  readonly forgetStep: (bounds: RetentionBounds) => boolean;
  /** Each key once, in their order; of one that is there the row of the later time stays. */
  readonly noteAnswers: (rows: readonly AnswerRow[]) => void;
  /** The variants of those whose time is not over. */
  readonly findAnswers: (keys: readonly string[], at: number) => readonly (string | undefined)[];
  /** One step: how many have gone, 0 at the end. */
  readonly dropAnswers: (bounds: AnswerBounds) => number;
};
export type OperationName = keyof Operations;

/** Those that change nothing. */
export const READS: ReadonlySet<OperationName> = new Set([
  "logLength",
  "readLog",
  "findLogs",
  "metricsCursor",
  "readMetrics",
  "lastMetrics",
  "newestOf",
  "newestAfter",
  "seriesExtent",
  "seriesStep",
  "facts",
  "filedFacts",
  "countFiled",
  "agedFacts",
  "subjects",
  "queueDepths",
  "findAnswers",
] as const);

/** Carries operations out somewhere: on this thread, another, or a server. Rejects with a SlipwayError. */
export interface Engine {
  call<N extends OperationName>(
    name: N,
    ...args: Parameters<Operations[N]>
  ): Promise<ReturnType<Operations[N]>>;
  /** Finishes what was asked for; resolves once everything is let go. Calls after it are refused. */
  close(): Promise<void>;
}
