import { SlipwayError } from "@slipway/model";
import type { DataProcessing } from "@slipway/model/batch/batch-plan.ts";
import { parseRecordPath, type RecordPath } from "@slipway/model/batch/json-path.ts";
import { wordsOf } from "#lib/words-of.ts";
import { csvFields } from "./csv-row.ts";
import { parseExactly } from "./exact-json.ts";

/** What is done to a record before the model sees it, and to its result before it is stored. */
export interface Processing {
  input(record: Buffer): Buffer;
  /** Each record's result is needed by itself. */
  readonly isByRecord: boolean;
  /** `record` as it was before `input`. */
  output(record: Buffer, result: string): string;
}

/**
 * SageMaker's filters and join; undefined where they leave everything as it is. Throws SLIP-BATCH-005, here for a path that
 * is none, and from its functions for a record or a result that it cannot be applied to.
 */
export function processRecords(
  how: DataProcessing | undefined,
  types: { readonly contentType: string | undefined; readonly accept: string | undefined },
): Processing | undefined {
  if (how === undefined) return undefined;
  const [input, output] = [pathOf(how.inputFilter), pathOf(how.outputFilter)];
  const joins = how.join === "Input";
  if (input.isRoot && output.isRoot && !joins) return undefined;
  const answered = types.accept ?? types.contentType;
  const values = valuesJoining(isOf(answered, "application/jsonlines") ? parseExactly : jsonOrText);
  const of = isCsv(types.contentType) ? ROWS : values;
  const results = isCsv(answered) ? ROWS : values;
  return {
    input: input.isRoot
      ? (record) => record
      : (record) => Buffer.from(told("a record", () => of.write(input.select(of.read(record.toString()))))),
    isByRecord: joins || !output.isRoot,
    output: (record, result) => {
      const joined = joins
        ? told("a result", () =>
            of.join(
              told("a record", () => of.read(record.toString())),
              result,
            ),
          )
        : told("a result", () => results.read(result));
      return told(joins ? "what is joined" : "a result", () =>
        (joins ? of : results).write(output.select(joined)),
      );
    },
  };
}

/** How a form of data is read for a path, joined, and written again. */
interface Form {
  read(text: string): unknown;
  join(record: unknown, result: string): unknown;
  write(value: unknown): string;
}

const ROWS: Form = {
  read: csvFields,
  join: (record, result) => [...(record as readonly string[]), ...csvFields(result)],
  write: (value) => (Array.isArray(value) ? value.join(",") : String(value)),
};

const OUTPUT = "SageMakerOutput";
const INPUT = "SageMakerInput";

const valuesJoining = (read: (result: string) => unknown): Form => ({
  read: parseExactly,
  join(record, result) {
    const output = read(result);
    return isObject(record) ? { ...record, [OUTPUT]: output } : { [INPUT]: record, [OUTPUT]: output };
  },
  write: (value) => JSON.stringify(value) ?? "null",
});

/** A number that is written as it came is an object to JavaScript. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isRaw(value);

declare global {
  interface JSON {
    isRawJSON(value: unknown): boolean;
  }
}

const isRaw = (value: unknown): boolean => JSON.isRawJSON(value);

function jsonOrText(text: string): unknown {
  try {
    return parseExactly(text);
  } catch {
    return text;
  }
}

function pathOf(text: string): RecordPath {
  const path = parseRecordPath(text);
  if (path !== undefined) return path;
  throw new SlipwayError("SLIP-BATCH-005", `${JSON.stringify(text)} is no JSONPath that SageMaker takes`);
}

/** Whatever goes wrong is said of what it was done to. */
function told<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    throw new SlipwayError("SLIP-BATCH-005", `${what} cannot be filtered or joined: ${wordsOf(error)}`, {
      cause: error,
    });
  }
}

export const isCsv = (type: string | undefined): boolean => isOf(type, "text/csv");

/** Whatever the type says besides, as of its charset. */
const isOf = (type: string | undefined, media: string): boolean =>
  (type ?? "").split(";")[0]?.trim().toLowerCase() === media;
