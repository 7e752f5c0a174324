import type { BatchStrategy } from "@slipway/model/batch/batch-plan.ts";
import type { BatchRecord } from "./split/record.ts";

/** The data of one request. */
export interface Payload {
  /** At least one. */
  readonly records: readonly BatchRecord[];
  /** What the model is asked of each of them. */
  readonly asked: readonly Buffer[];
}

/** What stands between records in one request: lines have lost their line breaks. */
export type Between = "\n" | "";

export interface PayloadRules {
  readonly strategy: BatchStrategy;
  /** In bytes, with what stands between the records. */
  readonly longest: number;
  /** Records of a few bytes take many times their size in memory. */
  readonly mostRecords: number;
  readonly between: Between;
  /** What the model is asked of a record. */
  readonly ask: (record: BatchRecord) => Buffer;
}

/** As many records a request as its strategy and length allow; a record is never longer than a request may be. */
export async function* payloads(
  records: AsyncIterable<BatchRecord>,
  { strategy, longest, mostRecords, between, ask }: PayloadRules,
): AsyncGenerator<Payload> {
  const most = strategy === "SingleRecord" ? 1 : mostRecords;
  let gathered: { records: BatchRecord[]; asked: Buffer[] } = { records: [], asked: [] };
  let bytes = 0;
  for await (const record of records) {
    const asked = ask(record);
    const more = asked.length + between.length;
    if (gathered.records.length === most || (gathered.records.length > 0 && bytes + more > longest)) {
      yield gathered;
      gathered = { records: [], asked: [] };
      bytes = 0;
    }
    gathered.records.push(record);
    gathered.asked.push(asked);
    bytes += more;
  }
  if (gathered.records.length > 0) yield gathered;
}

/** The body of a request: lines end with a line break where there are several. */
export function bodyOf(asked: readonly Buffer[], between: Between): Buffer {
  const [only] = asked;
  if (asked.length === 1 && only !== undefined) return only;
  const separator = Buffer.from(between);
  return Buffer.concat(asked.flatMap((bytes) => [bytes, separator]));
}
