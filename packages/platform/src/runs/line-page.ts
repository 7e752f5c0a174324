import type { StoredLogLine } from "#ledger/ledger.ts";
import { LONGEST_LINE } from "#metrics/metric-reading.ts";

/** Lines handed over at once. */
const LINES = 500;
/** Characters of them: some lines where they are long, 500 where they are ordinary. */
const CHARACTERS = 256 * 1024;

/** A part of a log as metrics are read from it. */
export interface LinePage {
  readonly lines: readonly Pick<StoredLogLine, "index" | "at">[];
  /** As much of each line as counts. */
  readonly texts: readonly string[];
  /** As many as were wanted: the next ones may be there already. */
  readonly full: boolean;
}

/** Asks for lines in pages of bounded size, and for fewer at a time once they have shown to be long. */
export class LinePages {
  #limit = LINES;

  async next(read: (limit: number) => Promise<readonly StoredLogLine[]>): Promise<LinePage> {
    const limit = this.#limit;
    const found = await read(limit);
    const texts: string[] = [];
    let characters = 0;
    for (const { text } of found) {
      if (texts.length > 0 && characters + Math.min(text.length, LONGEST_LINE) > CHARACTERS) break;
      const counted = text.slice(0, LONGEST_LINE);
      characters += counted.length;
      texts.push(counted);
    }
    this.#limit = texts.length < found.length ? texts.length : LINES;
    const lines = found.slice(0, texts.length).map(({ index, at }) => ({ index, at }));
    return { texts, lines, full: found.length === limit || texts.length < found.length };
  }
}
