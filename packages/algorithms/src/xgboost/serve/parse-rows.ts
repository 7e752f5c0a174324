import { SlipwayError } from "@slipway/model";
import { csv } from "../data/csv.ts";
import { libsvm } from "../data/libsvm.ts";
import type { LineFormat } from "../data/line-reader.ts";
import type { Matrix } from "../data/matrix.ts";
import { MatrixBuilder } from "../data/matrix-builder.ts";

const NEWLINE = 10;

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

/** Reads a request's rows; throws when they are not what the model can score. */
export function parseRows(body: Uint8Array, format: LineFormat, columns: number): Matrix {
  const builder = new MatrixBuilder();
  const read = format.reader(builder);
  let line = 1;
  for (let start = 0; start < body.length; line++) {
    const newline = body.indexOf(NEWLINE, start);
    const end = newline < 0 ? body.length : newline;
    const wrong = read(body, start, end > start && body[end - 1] === 13 ? end - 1 : end);
    if (wrong) throw new SlipwayError("SLIP-XGB-012", `line ${line} of the body: ${wrong}`);
    start = end + 1;
  }
  const rows = builder.build();
  checkColumns(rows, format, columns);
  return rows;
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
