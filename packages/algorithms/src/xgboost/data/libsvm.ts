import { scanFileNumber } from "./file-number.ts";
import { type LineFormat, MOST_COLUMNS, quote } from "./line-reader.ts";
import type { MatrixBuilder } from "./matrix-builder.ts";
import { scanInteger } from "./number-scanner.ts";

const SPACE = 32;
const TAB = 9;
const COLON = 58;
const HASH = 35;

/**
 * `label[:weight] index:value ...`, "#" starts a comment. An index names its column as it stands: like XGBoost, a
 * file that counts from 1 simply has no column 0.
 */
export function libsvm(options: { readonly labelled: "always" | "perhaps" }): LineFormat {
  return {
    name: "libsvm",
    reader: (into) => (bytes, start, end) =>
      new LibsvmLine(bytes, start, withoutComment(bytes, start, end), into).read(options.labelled),
  };
}

class LibsvmLine {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #into: MatrixBuilder;
  #at: number;

  constructor(bytes: Uint8Array, start: number, end: number, into: MatrixBuilder) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#into = into;
  }

  read(labelled: "always" | "perhaps"): string | undefined {
    let word = this.#next();
    if (!word) return undefined;
    let label: number | undefined;
    let weight: number | undefined;
    // Without a label the first word has a colon; with one it has none, unless the label carries a weight.
    if (labelled === "always" || word.colon < 0) {
      const head = this.#label(word);
      if (typeof head === "string") return head;
      ({ label, weight } = head);
      word = this.#next();
    }
    for (; word; word = this.#next()) {
      const wrong = this.#entry(word);
      if (wrong) return wrong;
    }
    const twice = this.#into.endRow(label ?? 0, weight);
    return twice === undefined ? undefined : `the index ${twice} occurs twice`;
  }

  #label({ start, end, colon }: Word): { label: number; weight: number | undefined } | string {
    const bytes = this.#bytes;
    const labelEnd = colon < 0 ? end : colon;
    const label = scanFileNumber(bytes, start, labelEnd);
    if (label === undefined || Number.isNaN(label)) {
      return `expected a number as label, got ${quote(bytes, start, labelEnd)}`;
    }
    if (colon < 0) return { label, weight: undefined };
    const weight = scanFileNumber(bytes, colon + 1, end);
    if (weight === undefined || !(weight >= 0)) {
      return `expected a weight of 0 or more after the label, got ${quote(bytes, colon + 1, end)}`;
    }
    return { label, weight };
  }

  #entry({ start, end, colon }: Word): string | undefined {
    const bytes = this.#bytes;
    if (colon < 0) return `expected index:value, got ${quote(bytes, start, end)}`;
    if (isQid(bytes, start, colon)) {
      return "query groups (qid:) are not supported: they would be left out, and ranking needs them";
    }
    const column = scanInteger(bytes, start, colon);
    if (column === undefined) return `expected a feature index before ":", got ${quote(bytes, start, end)}`;
    if (column >= MOST_COLUMNS) return `the feature index ${column} is above ${MOST_COLUMNS - 1}`;
    const value = scanFileNumber(bytes, colon + 1, end);
    if (value === undefined) return `expected a number after ":", got ${quote(bytes, start, end)}`;
    if (!Number.isNaN(value)) this.#into.addEntry(column, value);
    else this.#into.widenTo(column + 1);
    return undefined;
  }

  #next(): Word | undefined {
    const bytes = this.#bytes;
    let start = this.#at;
    while (start < this.#end && isSpace(bytes[start] as number)) start++;
    if (start === this.#end) return undefined;
    let end = start;
    let colon = -1;
    for (; end < this.#end && !isSpace(bytes[end] as number); end++) {
      if (bytes[end] === COLON && colon < 0) colon = end;
    }
    this.#at = end;
    return { start, end, colon };
  }
}

interface Word {
  readonly start: number;
  readonly end: number;
  /** -1: none. */
  readonly colon: number;
}

const isSpace = (byte: number): boolean => byte === SPACE || byte === TAB;

const isQid = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start === 3 && Buffer.from(bytes.subarray(start, end)).toString("latin1") === "qid";

function withoutComment(bytes: Uint8Array, start: number, end: number): number {
  const hash = bytes.subarray(start, end).indexOf(HASH);
  return hash < 0 ? end : start + hash;
}
