import type { Ledger, LogLine, LogStream, Retention, StoredLogLine } from "./ledger.ts";
import { LogGrowth } from "./log-growth.ts";
import type { Engine } from "./operations.ts";

/** More lines go in several commits, in order: a failure leaves whole ones, and `logLength` tells how many. */
const LINES_PER_APPEND = 1000;
const LINES_PER_PAGE = 500;

/** The ledger's seam over an engine that carries its operations out. */
export function ledgerOver(engine: Engine, growth = new LogGrowth()): Ledger {
  async function appendLog(stream: LogStream, from: number, lines: readonly LogLine[]): Promise<void> {
    for (let done = 0; done < lines.length || done === 0; done += LINES_PER_APPEND) {
      await engine.call("appendLog", stream, from + done, lines.slice(done, done + LINES_PER_APPEND));
      growth.grown(stream);
    }
  }

  async function closeLog(stream: LogStream): Promise<void> {
    await engine.call("closeLog", stream);
    growth.grown(stream);
  }

  async function retain(retention: Retention): Promise<number> {
    const now = Date.now();
    const bounds = {
      cutoff: now - retention.maxAgeMs,
      forgetBefore: now - 2 * retention.maxAgeMs,
      maxBytes: retention.maxBytes,
    };
    let total = 0;
    for (let freed = -1; freed !== 0; total += freed) freed = await engine.call("retainStep", bounds);
    await engine.call("retainEnd", bounds);
    return total;
  }

  return {
    appendLog,
    closeLog,
    followLog: (stream, options) => follow({ engine, growth, stream, ...options }),
    onGrowth: (listener) => growth.listen(listener),
    retain,
    logLength: (stream) => engine.call("logLength", stream),
    readLog: (stream, options) => engine.call("readLog", stream, options),
    findLogs: (where) => engine.call("findLogs", where),
    appendMetrics: (subject, source, span, points) =>
      engine.call("appendMetrics", subject, source, span, points),
    metricsCursor: (subject, source) => engine.call("metricsCursor", subject, source),
    readMetrics: (subject, options) => engine.call("readMetrics", subject, options),
    lastMetrics: (subject) => engine.call("lastMetrics", subject),
    appendAttempt: (subject, attempt) => engine.call("appendAttempt", subject, attempt),
    readAttempts: (subject) => engine.call("readAttempts", subject),
    appendCost: (subject, cost) => engine.call("appendCost", subject, cost),
    readCosts: (subject) => engine.call("readCosts", subject),
    close: async () => {
      await engine.close();
      growth.wakeAll();
    },
  };
}

async function* follow(what: {
  readonly engine: Engine;
  readonly growth: LogGrowth;
  readonly stream: LogStream;
  readonly from: number;
  readonly signal: AbortSignal;
}): AsyncGenerator<StoredLogLine> {
  const { engine, growth, stream, signal } = what;
  let from = what.from;
  while (!signal.aborted) {
    const next = growth.next(stream, signal);
    try {
      const { lines, closed } = await engine.call("readLog", stream, { from, limit: LINES_PER_PAGE });
      for (const line of lines) {
        if (signal.aborted) return;
        yield line;
      }
      from = (lines.at(-1)?.index ?? from - 1) + 1;
      if (lines.length === 0 && closed) return;
      if (lines.length === 0) await next.happened;
    } finally {
      next.forget();
    }
  }
}
