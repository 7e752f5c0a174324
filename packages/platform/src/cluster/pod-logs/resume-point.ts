import type { Ledger, LogStream } from "#ledger/ledger.ts";

/** Where to go on reading a log of which the ledger holds a part. */
export interface ResumePoint {
  /** Index of the next line. */
  readonly length: number;
  /** A whole second: the log is read from here on. Absent: from its beginning. */
  readonly since?: Date;
  /** Lines of that reading that the ledger holds already. */
  readonly skip: number;
}

/** What is known of the start of what is to be read. */
export interface InstanceStart {
  readonly startedAt?: Date;
  /** Another instance was read last, so nothing of this one is in the ledger. */
  readonly unread: boolean;
}

const PAGE = 500;
/** Lines of stdout and stderr are not strictly in the order of their times. */
const DISORDER_MS = 5_000;

/**
 * The log API knows whole seconds and the ledger knows lines: reading starts at the second of the last stored line, and as
 * many lines are passed over as the ledger holds from that second on.
 */
export async function resumePoint(
  ledger: Pick<Ledger, "logLength" | "readLog">,
  stream: LogStream,
  instance: InstanceStart,
): Promise<ResumePoint> {
  const length = await ledger.logLength(stream);
  if (length === 0 || instance.unread) return { length, skip: 0 };
  const [last] = (await ledger.readLog(stream, { from: length - 1, limit: 1 })).lines;
  if (last === undefined || isBefore(last.at, instance.startedAt)) return { length, skip: 0 };
  const since = new Date(Math.floor(last.at.getTime() / 1_000) * 1_000);
  return { length, since, skip: await storedSince({ ledger, stream, length, since }) };
}

/** Written by an earlier instance, whose lines are not read again. */
function isBefore(at: Date, startedAt: Date | undefined): boolean {
  return startedAt !== undefined && at.getTime() < startedAt.getTime();
}

/** Counts backwards, page by page, until a page lies well before. */
async function storedSince(parts: {
  readonly ledger: Pick<Ledger, "readLog">;
  readonly stream: LogStream;
  readonly length: number;
  readonly since: Date;
}): Promise<number> {
  const { ledger, stream, length, since } = parts;
  let count = 0;
  for (let end = length; end > 0; ) {
    const from = Math.max(0, end - PAGE);
    let next = from;
    let newest = 0;
    while (next < end) {
      const { lines } = await ledger.readLog(stream, { from: next, limit: end - next });
      const wanted = lines.filter(({ index }) => index < end);
      const lastRead = wanted.at(-1);
      if (lastRead === undefined) break;
      for (const { at } of wanted) {
        if (at.getTime() >= since.getTime()) count += 1;
        newest = Math.max(newest, at.getTime());
      }
      next = lastRead.index + 1;
    }
    if (newest < since.getTime() - DISORDER_MS) break;
    end = from;
  }
  return count;
}
