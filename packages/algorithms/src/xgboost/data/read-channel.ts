import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { DataFormat } from "./content-type.ts";
import { csv } from "./csv.ts";
import { eachLine } from "./each-line.ts";
import { libsvm } from "./libsvm.ts";
import type { LineFormat } from "./line-reader.ts";
import type { Matrix } from "./matrix.ts";
import { MatrixBuilder } from "./matrix-builder.ts";

export interface ChannelData {
  readonly name: string;
  readonly folder: string;
  /** A named pipe that brings the data instead of files in the folder. */
  readonly pipe?: string;
  readonly format: DataFormat;
  /** CSV has a weight in its second column. */
  readonly weighted: boolean;
}

/** Reads all files below a channel's folder, in the order of their paths, or its pipe, line by line. */
export async function readChannel({ name, folder, pipe, format, weighted }: ChannelData): Promise<Matrix> {
  const lines = formatOf(format, weighted);
  const builder = new MatrixBuilder();
  for (const path of pipe === undefined ? await dataFiles(folder) : [pipe]) {
    const where = `channel ${name}, ${relative(folder, path)}`;
    await readFile(path, lines, builder, where);
  }
  if (builder.rows === 0) {
    const where = pipe === undefined ? `no file in ${folder} has` : `the pipe ${pipe} brought not`;
    throw new SlipwayError("SLIP-XGB-004", `channel ${name}: ${where} a line of data`);
  }
  const matrix = builder.build();
  if (matrix.columns === 0) {
    throw new SlipwayError(
      "SLIP-XGB-004",
      `channel ${name}: its ${matrix.rows} lines have labels but no features`,
    );
  }
  return matrix;
}

function formatOf(format: DataFormat, weighted: boolean): LineFormat {
  if (format === "libsvm") return libsvm({ labelled: "always" });
  return csv({ leading: weighted ? "label and weight" : "label" });
}

async function readFile(path: string, format: LineFormat, into: MatrixBuilder, where: string): Promise<void> {
  const read = format.reader(into);
  const fail = (line: number, wrong: string, cause?: unknown): never => {
    const message = `${where}, line ${line}: ${wrong}; the data is read as ${format.name}`;
    throw new SlipwayError("SLIP-XGB-006", message, { cause });
  };
  let last = 0;
  try {
    await eachLine(path, (bytes, start, end, line) => {
      last = line;
      const wrong = read(bytes, start, end);
      if (wrong) fail(line, wrong);
    });
  } catch (error) {
    if (error instanceof RangeError) fail(last + 1, error.message, error);
    throw error;
  }
}

/** Files whose names start with a dot or an underscore are notes, not data, as SageMaker's XGBoost has it. */
async function dataFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !/^[._]/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
