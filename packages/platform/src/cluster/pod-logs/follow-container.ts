import { defined } from "@slipway/model";
import type { Ledger, LogLine, LogStream } from "#ledger/ledger.ts";
import { within } from "#lib/within.ts";
import { parseLogLine } from "./parse-log-line.ts";
import type { PodLogReader } from "./pod-log-reader.ts";
import { type InstanceStart, resumePoint } from "./resume-point.ts";

const BATCH_LINES = 500;
/** How long a line may wait for others before it is stored. */
const LINGER_MS = 200;

export interface FollowOptions {
  readonly stream: LogStream;
  readonly reader: PodLogReader;
  readonly ledger: Pick<Ledger, "appendLog" | "logLength" | "readLog">;
  readonly instance: InstanceStart;
  readonly signal: AbortSignal;
}

/**
 * Carries one instance of a container's log into the ledger, from where the ledger ends until the instance ends; nothing is read
 * before what was read is stored, but for one batch. Throws when the log cannot be read or stored: calling again goes on.
 */
export async function followContainer(options: FollowOptions): Promise<void> {
  const { stream, reader, ledger, signal } = options;
  const { length, since, skip } = await resumePoint(ledger, stream, options.instance);
  let passed = 0;
  let next = length;
  for await (const batch of batches(lines(), signal)) {
    await ledger.appendLog(stream, next, batch);
    next += batch.length;
  }

  async function* lines(): AsyncGenerator<LogLine> {
    const { namespace, pod, container } = stream;
    const wanted = { signal, ...defined({ since }) };
    for await (const line of reader.read({ namespace, pod, container }, wanted)) {
      for (const piece of parseLogLine(line)) {
        passed += 1;
        if (passed > skip) yield piece;
      }
    }
  }
}

/** Lines in batches: a full one at once, any other when its first line has waited long enough or the lines end. */
async function* batches(source: AsyncIterable<LogLine>, signal: AbortSignal): AsyncGenerator<LogLine[]> {
  const iterator = source[Symbol.asyncIterator]();
  let batch: LogLine[] = [];
  let pending = iterator.next();
  let flushAt = 0;
  try {
    while (!signal.aborted) {
      const result = batch.length === 0 ? await pending : await within(pending, flushAt - Date.now());
      if (result === "late") {
        yield batch;
        batch = [];
        continue;
      }
      if (result.done === true) break;
      if (batch.length === 0) flushAt = Date.now() + LINGER_MS;
      batch.push(result.value);
      pending = iterator.next();
      if (batch.length >= BATCH_LINES) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0 && !signal.aborted) yield batch;
  } finally {
    pending.catch(() => {});
    await iterator.return?.(undefined)?.catch?.(() => {});
  }
}
