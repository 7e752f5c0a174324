import type { SplitType } from "@slipway/model/batch/batch-plan.ts";
import type { Splitter } from "./record.ts";
import { splitLines } from "./split-lines.ts";
import { splitNone } from "./split-none.ts";
import { splitRecordIo } from "./split-record-io.ts";
import { splitTfRecord } from "./split-tf-record.ts";

export const SPLITTERS: Readonly<Record<SplitType, Splitter>> = {
  None: splitNone,
  Line: splitLines,
  RecordIO: splitRecordIo,
  TFRecord: splitTfRecord,
};
