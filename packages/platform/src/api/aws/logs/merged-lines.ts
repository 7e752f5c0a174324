import type { Ledger, StoredLogLine } from "#ledger/ledger.ts";
import type { NamedStream } from "./log-group.ts";

const STEP = 200;

/** A stream that is searched: its next line is the one of that index, and lines written later than `until` count no more. */
export class StreamCursor {
  readonly named: NamedStream;
  readonly #ledger: Pick<Ledger, "readLog">;
  readonly #until: number;
  #page: readonly StoredLogLine[] = [];
  #at = 0;
  next: number;

  constructor(
    ledger: Pick<Ledger, "readLog">,
    of: { readonly named: NamedStream; readonly next: number; readonly until: number },
  ) {
    this.#ledger = ledger;
    this.named = of.named;
    this.next = of.next;
    this.#until = of.until;
  }

  /** The next line, which stays the next until it is taken; undefined at the end. */
  async peek(): Promise<StoredLogLine | undefined> {
    if (this.#at >= this.#page.length) {
      this.#page = (await this.#ledger.readLog(this.named.stream, { from: this.next, limit: STEP })).lines;
      this.#at = 0;
    }
    const line = this.#page[this.#at];
    return line !== undefined && line.at.getTime() <= this.#until ? line : undefined;
  }

  take(line: StoredLogLine): void {
    this.#at += 1;
    this.next = line.index + 1;
  }
}

/** Lines of all streams in the order of their times; whoever stops taking them finds where it was in the cursors. */
export async function* mergedLines(
  cursors: readonly StreamCursor[],
): AsyncGenerator<{ readonly cursor: StreamCursor; readonly line: StoredLogLine }> {
  const heads = await Promise.all(cursors.map(async (cursor) => ({ cursor, line: await cursor.peek() })));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.line === undefined) continue;
      if (first?.line === undefined || head.line.at < first.line.at) first = head;
    }
    const { line } = first ?? {};
    if (first === undefined || line === undefined) return;
    yield { cursor: first.cursor, line };
    first.cursor.take(line);
    first.line = await first.cursor.peek();
  }
}
