import { scanFileNumber } from "./file-number.ts";
import { type LineFormat, type LineReader, MOST_COLUMNS, quote } from "./line-reader.ts";
import type { MatrixBuilder } from "./matrix-builder.ts";
import { scanNumber } from "./number-scanner.ts";

const SPACE = 32;
const TAB = 9;
const DELIMITERS = [44, 9, 59, 124];

export interface CsvColumns {
  /** Columns before the features: the label, then perhaps a weight. */
  readonly leading: "none" | "label" | "label and weight";
}

/**
 * Numbers between commas (or tabs, semicolons or bars, by the file's first line), without a header. An empty field
 * or "nan" is missing. Every line has as many fields as the file's first; one delimiter after the last is none of them.
 */
export function csv({ leading }: CsvColumns): LineFormat {
  const before = { none: 0, label: 1, "label and weight": 2 }[leading];
  return { name: "CSV", reader: (into) => csvReader(into, before) };
}

function csvReader(into: MatrixBuilder, leading: number): LineReader {
  let delimiter: number | undefined;
  const width = new Width();
  const head = [0, 1];
  return (bytes, from, to) => {
    const [start, end] = trim(bytes, from, to);
    if (start === end) return undefined;
    delimiter ??= delimiterOf(bytes, start, end);
    let field = 0;
    for (let at = start; at <= end; field++) {
      const stop = nextDelimiter(bytes, at, end, delimiter);
      const wrong = takeField(into, { bytes, start: at, end: stop, field, leading, head });
      if (wrong) return wrong;
      at = stop + 1;
    }
    const open = leading > 0 && field > 1 && bytes[end - 1] === delimiter;
    const least = open ? field - 1 : field;
    const wrong = width.narrow(least, field);
    if (wrong) return wrong;
    into.widenTo(least - leading);
    endRow(into, leading, head);
    return undefined;
  };
}

function endRow(into: MatrixBuilder, leading: number, [label = 0, weight]: readonly number[]): void {
  into.endRow(leading > 0 ? label : 0, leading > 1 ? weight : undefined);
}

/** How many fields a file's lines have: a delimiter at a line's end may follow its last field, or stand before one that is missing. */
class Width {
  #fewest = 0;
  #most = Number.POSITIVE_INFINITY;

  /** Takes a line's count in; what is wrong where no count goes with all lines so far. */
  narrow(least: number, most: number): string | undefined {
    if (least > this.#most || most < this.#fewest) {
      return `expected ${this.#most} fields as in the file's first line, got ${most}`;
    }
    this.#fewest = Math.max(this.#fewest, least);
    this.#most = Math.min(this.#most, most);
    return undefined;
  }
}

interface Field {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly field: number;
  readonly leading: number;
  /** Receives label and weight. */
  readonly head: number[];
}

function takeField(into: MatrixBuilder, at: Field): string | undefined {
  const { bytes, field, leading } = at;
  const [start, end] = trim(bytes, at.start, at.end);
  // Requests are read by SageMaker's container itself, files by XGBoost.
  const scan = leading > 0 ? scanFileNumber : scanNumber;
  const value = start === end ? Number.NaN : scan(bytes, start, end);
  if (field < leading) return takeHead(at, value, () => quote(bytes, start, end));
  if (start === end && leading > 0) {
    const unclear = blankField(bytes, at, start);
    if (unclear) return `field ${field + 1} ${unclear}`;
  }
  if (value === undefined) return `expected a number in field ${field + 1}, got ${quote(bytes, start, end)}`;
  if (field - leading >= MOST_COLUMNS) return `more than ${MOST_COLUMNS} features`;
  if (!Number.isNaN(value)) into.addEntry(field - leading, value);
  return undefined;
}

/** Label and weight must be there. */
function takeHead(
  { field, head }: Field,
  value: number | undefined,
  shown: () => string,
): string | undefined {
  if (value === undefined || Number.isNaN(value) || (field > 0 && value < 0)) {
    return `expected a number as ${field === 0 ? "label (there is no header line)" : "weight"}, got ${shown()}`;
  }
  head[field] = value;
  return undefined;
}

/** XGBoost looks for a number beyond blanks: what is missing there must be written. */
function blankField(
  bytes: Uint8Array,
  { start, end }: { readonly start: number; readonly end: number },
  trimmed: number,
): string | undefined {
  if (bytes[end] === TAB || bytes[end] === SPACE) {
    return "is empty between tabs or spaces, where XGBoost takes the next field for it; write nan for a missing value";
  }
  return end > start || trimmed !== start
    ? "holds only spaces, which XGBoost reads as 0; write nan or nothing for a missing value"
    : undefined;
}

function nextDelimiter(bytes: Uint8Array, start: number, end: number, delimiter: number): number {
  let at = start;
  while (at < end && bytes[at] !== delimiter) at++;
  return at;
}

function trim(bytes: Uint8Array, from: number, to: number): readonly [number, number] {
  let start = from;
  let end = to;
  while (start < end && bytes[start] === SPACE) start++;
  while (end > start && bytes[end - 1] === SPACE) end--;
  return [start, end];
}

function delimiterOf(bytes: Uint8Array, start: number, end: number): number {
  const line = bytes.subarray(start, end);
  return DELIMITERS.find((delimiter) => line.includes(delimiter)) ?? (line.includes(SPACE) ? SPACE : 44);
}
