import { answersOver } from "./answers-over.ts";
import { dropAgedFacts } from "./drop-aged-facts.ts";
import { chunksOf, type LineChunk } from "./forms/lines/line-chunk.ts";
import { linesIn } from "./forms/lines/page.ts";
import { readSeries } from "./forms/points/read-series.ts";
import type {
  Ledger,
  LogLine,
  LogStream,
  Retention,
  SeriesAsked,
  SeriesBucket,
  StoredLogLine,
  Subject,
} from "./ledger.ts";
import { LogGrowth } from "./log-growth.ts";
import type { Engine } from "./operations.ts";
import { requestsOver } from "./requests-over.ts";

/** More goes in several commits, in order: a failure leaves whole ones, and `logLength` tells how many lines. */
const LINES_PER_APPEND = 1000;
const BYTES_PER_APPEND = 1024 * 1024;
const LINES_PER_PAGE = 500;
const SUBJECTS_AT_ONCE = 200;
/** A gigabyte, about. */
const MOST_ANSWERS = 10_000_000;

/** The ledger's seam over an engine that carries its operations out. */
export function ledgerOver(engine: Engine, growth = new LogGrowth()): Ledger {
  async function appendLog(stream: LogStream, from: number, lines: readonly LogLine[]): Promise<void> {
    let next = from;
    for (const chunks of portions(chunksOf(lines))) {
      await engine.call("appendLog", stream, next, chunks);
      next += chunks.reduce((sum, { count }) => sum + count, 0);
      growth.grown(stream);
    }
  }

  async function closeLog(stream: LogStream): Promise<void> {
    await engine.call("closeLog", stream);
    growth.grown(stream);
  }

  async function readLog(stream: LogStream, asked: { readonly from: number; readonly limit: number }) {
    const page = await engine.call("readLog", stream, asked);
    return { lines: linesIn(page, asked), closed: page.closed };
  }

  async function retain(retention: Retention): Promise<number> {
    const now = Date.now();
    const bounds = {
      cutoff: now - retention.maxAgeMs,
      forgetBefore: now - 2 * retention.maxAgeMs,
      maxBytes: retention.maxBytes,
    };
    let total = 0;
    for (;;) {
      const freed = await engine.call("retainStep", bounds);
      if (freed === undefined) break;
      total += freed;
    }
    await dropAgedFacts(engine, { before: bounds.cutoff, ...retention });
    while (await engine.call("forgetStep", bounds));
    const answers = { now, most: retention.maxAnswers ?? MOST_ANSWERS };
    while ((await engine.call("dropAnswers", answers)) > 0);
    return total;
  }

  async function lastMetrics(subjects: readonly Subject[]) {
    const found = [];
    for (let start = 0; start < subjects.length; start += SUBJECTS_AT_ONCE)
      found.push(...(await engine.call("lastMetrics", subjects.slice(start, start + SUBJECTS_AT_ONCE))));
    return found;
  }

  return {
    appendLog,
    closeLog,
    readLog,
    followLog: (stream, options) => follow({ readLog, growth, stream, ...options }),
    onGrowth: (listener) => growth.listen(listener),
    retain,
    lastMetrics,
    newestOf: (subject, asked) => engine.call("newestOf", subject, asked),
    newestAfter: (subject, page) => engine.call("newestAfter", subject, page),
    series: (asked: SeriesAsked): Promise<readonly SeriesBucket[]> => readSeries(engine, asked),
    logLength: (stream) => engine.call("logLength", stream),
    findLogs: (where) => engine.call("findLogs", where),
    appendMetrics: (subject, source, span, points) =>
      engine.call("appendMetrics", subject, source, span, points),
    metricsCursor: (subject, source) => engine.call("metricsCursor", subject, source),
    readMetrics: (subject, options) => engine.call("readMetrics", subject, options),
    appendFact: (subject, fact) => engine.call("appendFact", subject, fact),
    facts: (asked) => engine.call("facts", asked),
    filedFacts: (asked) => engine.call("filedFacts", asked),
    countFiled: (asked) => engine.call("countFiled", asked),
    subjects: (asked) => engine.call("subjects", asked),
    requests: requestsOver(engine),
    answers: answersOver(engine),
    close: async () => {
      await engine.close();
      growth.wakeAll();
    },
  };
}

/** What one commit takes; one without lines where there are none, since a gap is an error all the same. */
function* portions(chunks: readonly LineChunk[]): Generator<readonly LineChunk[]> {
  let portion: LineChunk[] = [];
  let [lines, bytes] = [0, 0];
  for (const chunk of chunks) {
    lines += chunk.count;
    bytes += chunk.bytes.byteLength;
    if (portion.length > 0 && (lines > LINES_PER_APPEND || bytes > BYTES_PER_APPEND)) {
      yield portion;
      [portion, lines, bytes] = [[], chunk.count, chunk.bytes.byteLength];
    }
    portion.push(chunk);
  }
  if (portion.length > 0 || chunks.length === 0) yield portion;
}

async function* follow(what: {
  readonly readLog: Ledger["readLog"];
  readonly growth: LogGrowth;
  readonly stream: LogStream;
  readonly from: number;
  readonly signal: AbortSignal;
}): AsyncGenerator<readonly StoredLogLine[]> {
  const { readLog, growth, stream, signal } = what;
  let from = what.from;
  while (!signal.aborted) {
    const next = growth.next(stream, signal);
    try {
      const { lines, closed } = await readLog(stream, { from, limit: LINES_PER_PAGE });
      if (signal.aborted) return;
      if (lines.length > 0) yield lines;
      else if (closed) return;
      else await next.happened;
      from = (lines.at(-1)?.index ?? from - 1) + 1;
    } finally {
      next.forget();
    }
  }
}
