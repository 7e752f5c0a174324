import { visible } from "./visible.ts";
import { cut, padded, widthOf } from "./width.ts";
import { wrap } from "./wrap.ts";

const GAP = "   ";
/** A column is made no narrower than this, and the first one, by which an object is named, not at all. */
const NARROW = 8;
/** With less room than this beside the other columns prose stands below them. */
const PROSE = 24;

export interface ColumnOptions {
  /** Of the terminal; columns whose cells do not fit are cut. Absent where nobody looks: nothing is lost then. */
  readonly width?: number | undefined;
  /** The last column is prose: it is never cut, and goes on below where it does not fit. */
  readonly prose?: boolean;
  /** Colours a cell after it has its width. */
  readonly paint?: (cell: string, place: { readonly row: number; readonly column: number }) => string;
}

/** Rows as aligned columns, the way kubectl prints them: a heading, three blanks between. A cell is one line. */
export function columns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  { width, prose = false, paint = (cell) => cell }: ColumnOptions = {},
): string {
  const all = [heading, ...rows].map((row) => row.map((cell) => visible(cell.split("\n", 1)[0] ?? "")));
  const natural = heading.map((_, column) =>
    all.reduce((most, row) => Math.max(most, widthOf(row[column] ?? "")), 0),
  );
  if (prose && width !== undefined && lineWidth(natural) > width) return withProse(all, natural, width);
  const widths = width === undefined ? natural : fitting(natural, width);
  return all
    .map(
      (row, at) =>
        `${line(row, widths, (cell, column) => (at === 0 ? cell : paint(cell, { row: at - 1, column })))}\n`,
    )
    .join("");
}

/** The last cell of each row in as many lines as it takes, beside the others or, where they leave no room, below them. */
function withProse(rows: readonly (readonly string[])[], natural: readonly number[], width: number): string {
  const last = natural.length - 1;
  const others = natural.slice(0, last);
  const left = lineWidth(others) + GAP.length;
  const isBeside = width - left >= PROSE;
  const indent = isBeside ? left : (natural[0] ?? 0) + GAP.length;
  const widths = isBeside
    ? others
    : fitting([...others, widthOf(rows[0]?.[last] ?? "")], width).slice(0, last);
  const plain = (cell: string) => cell;
  return rows
    .flatMap((row, at) => {
      const lines = wrap(row[last] ?? "", width - indent).filter((text) => text !== "");
      const cells = at === 0 || isBeside ? [...row.slice(0, last), lines.shift() ?? ""] : row.slice(0, last);
      const drawn = line(cells, [...widths, Number.MAX_SAFE_INTEGER], plain);
      return [drawn, ...lines.map((text) => `${" ".repeat(indent)}${text}`)].map((text) => `${text}\n`);
    })
    .join("");
}

/** Of a line whose columns have these widths. */
const lineWidth = (widths: readonly number[]): number =>
  widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);

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
  while (lineWidth(widths) > width) {
    const widest = Math.max(...widths.slice(1));
    if (widest <= NARROW) break;
    const second = Math.max(NARROW, ...widths.slice(1).filter((each) => each < widest));
    const column = widths.indexOf(widest, 1);
    widths[column] = Math.max(second, widest - (lineWidth(widths) - width));
    if (widths[column] === widest) widths[column] = widest - 1;
  }
  return widths;
}
