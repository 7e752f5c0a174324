import { visible } from "./visible.ts";
import { cut, padded, widthOf } from "./width.ts";

const GAP = "   ";
/** A column is made no narrower than this, and the first one, by which an object is named, not at all. */
const NARROW = 8;

export interface ColumnOptions {
  /** Of the terminal; columns whose cells do not fit are cut. Absent where nobody looks: nothing is lost then. */
  readonly width?: number | undefined;
  /** Colours a cell after it has its width. */
  readonly paint?: (cell: string, place: { readonly row: number; readonly column: number }) => string;
}

/** Rows as aligned columns, the way kubectl prints them: a heading, three blanks between. A cell is one line. */
export function columns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { width, paint = (cell) => cell }: ColumnOptions = {},
): string {
  const all = [heading, ...rows].map((row) => row.map((cell) => visible(cell.split("\n", 1)[0] ?? "")));
  const natural = heading.map((_, column) =>
    all.reduce((most, row) => Math.max(most, widthOf(row[column] ?? "")), 0),
  );
  const widths = width === undefined ? natural : fitting(natural, width);
  return all
    .map(
      (row, at) =>
        `${line(row, widths, (cell, column) => (at === 0 ? cell : paint(cell, { row: at - 1, column })))}\n`,
    )
    .join("");
}

function line(
  row: readonly string[],
  widths: readonly number[],
  paint: (cell: string, column: number) => string,
): string {
  const last = row.findLastIndex((cell) => cell !== "");
  return row
    .slice(0, last + 1)
    .map((cell, column) => {
      const shown = cut(cell, widths[column] ?? 0);
      const blanks = column === last ? "" : padded(shown, widths[column] ?? 0).slice(shown.length);
      return `${paint(shown, column)}${blanks}`;
    })
    .join(GAP);
}

/** The widest column but the first gives way, until the line fits or none can. */
function fitting(natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
  while (total() > width) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= NARROW) break;
    const second = Math.max(NARROW, ...widths.slice(1).filter((each) => each < widest));
    const column = widths.indexOf(widest, 1);
    widths[column] = Math.max(second, widest - (total() - width));
    if (widths[column] === widest) widths[column] = widest - 1;
  }
  return widths;
}
