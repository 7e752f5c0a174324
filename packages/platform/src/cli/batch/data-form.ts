import { extname } from "node:path";
import type { SplitType } from "@slipway/model/batch/batch-plan.ts";

/** What data is, and how it is cut into records. */
export interface DataForm {
  readonly contentType?: string;
  readonly split: SplitType;
}

const FORMS: Readonly<Record<string, DataForm>> = {
  ".csv": { contentType: "text/csv", split: "Line" },
  ".jsonl": { contentType: "application/jsonlines", split: "Line" },
  ".json": { contentType: "application/json", split: "None" },
  ".libsvm": { contentType: "text/libsvm", split: "Line" },
  ".txt": { contentType: "text/plain", split: "Line" },
  ".recordio": { contentType: "application/x-recordio-protobuf", split: "RecordIO" },
  ".tfrecord": { contentType: "application/x-tfexample", split: "TFRecord" },
  ".parquet": { contentType: "application/x-parquet", split: "None" },
  ".jpg": { contentType: "image/jpeg", split: "None" },
  ".png": { contentType: "image/png", split: "None" },
};

/** By the ending of a file's name, `.gz` behind it or not; undefined for one that says nothing. */
export function dataForm(name: string): DataForm | undefined {
  return FORMS[extname(name.replace(/\.gz$/i, "")).toLowerCase()];
}

/** What all of the names say, where they say the same. */
export function commonForm(names: readonly string[]): DataForm | undefined {
  const [first] = names;
  const form = first === undefined ? undefined : dataForm(first);
  return names.every((name) => dataForm(name) === form) ? form : undefined;
}
