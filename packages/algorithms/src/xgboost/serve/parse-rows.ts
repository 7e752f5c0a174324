import { SlipwayError } from "@slipway/model";
import { csv } from "../data/csv.ts";
import { libsvm } from "../data/libsvm.ts";
import { afterBreak, LineBreaks, markLength } from "../data/line-breaks.ts";
import type { LineFormat } from "../data/line-reader.ts";
import type { Matrix } from "../data/matrix.ts";
import { MatrixBuilder } from "../data/matrix-builder.ts";

const NEWLINE = 10;
const RETURN = 13;

const FORMATS: Readonly<Record<string, LineFormat>> = {
  csv: csv({ leading: "none" }),
  "text/csv": csv({ leading: "none" }),
  libsvm: libsvm({ labelled: "perhaps" }),
  "text/libsvm": libsvm({ labelled: "perhaps" }),
  "text/x-libsvm": libsvm({ labelled: "perhaps" }),
};

/** The format of a request's rows; nothing for a content type that is not supported. CSV when there is none. */
export function rowFormat(contentType: string | undefined): LineFormat | undefined {
  const name = (contentType ?? "text/csv").split(";")[0]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
}

/**
 * Reads a request's rows; throws when they are not what the model can score. As in SageMaker's container, CSV ends its
 * lines with line feeds and has no mark of UTF-8, and libsvm is read as a file of training data is.
 */
export function parseRows(body: Uint8Array, format: LineFormat, columns: number): Matrix {
  const builder = new MatrixBuilder();
  const read = format.reader(builder);
  let line = 0;
  for (const [start, end] of format.name === "CSV" ? csvLines(body) : fileLines(body)) {
    line++;
    const wrong = read(body, start, end);
    if (wrong) throw new SlipwayError("SLIP-XGB-012", `line ${line} of the body: ${wrong}`);
  }
  const rows = builder.build();
  checkColumns(rows, format, columns);
  return rows;
}

type Line = readonly [start: number, end: number];

function* csvLines(body: Uint8Array): Generator<Line> {
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline < 0 ? body.length : newline;
    yield [start, end > start && body[end - 1] === RETURN ? end - 1 : end];
    start = end + 1;
  }
}

function* fileLines(body: Uint8Array): Generator<Line> {
  const breaks = new LineBreaks(body, 0);
  let start = markLength(body);
  for (let end = breaks.next(start); end >= 0; end = breaks.next(start)) {
    yield [start, end];
    start = afterBreak(body, end);
  }
  if (start < body.length) yield [start, body.length];
}

function checkColumns(rows: Matrix, { name }: LineFormat, columns: number): void {
  if (name === "CSV" && rows.columns !== columns) {
    const message = `the rows have ${rows.columns} fields, the model has ${columns} features`;
    throw new SlipwayError("SLIP-XGB-012", `${message}; rows are sent without the label`);
  }
  if (rows.columns > columns) {
    const message = `a row has the feature ${rows.columns - 1}, the model's last one is ${columns - 1}`;
    throw new SlipwayError("SLIP-XGB-012", message);
  }
}
