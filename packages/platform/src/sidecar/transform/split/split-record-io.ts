import { SlipwayError } from "@slipway/model";
import { MAGIC } from "../../stream/record-io.ts";
import { ByteSource } from "./byte-source.ts";
import type { BatchRecord, Chunks } from "./record.ts";
import { tooLong } from "./too-long.ts";

const HEADER_BYTES = 8;
/** The three bits above the length: whole, or the beginning, middle or end of a record that holds the magic number itself. */
const FLAG_SHIFT = 29;
const LENGTH_MASK = 2 ** FLAG_SHIFT - 1;
const ENDS: ReadonlySet<number> = new Set([0, 3]);

/**
 * Records of MXNet's RecordIO with their frames, so that what is put together of them is RecordIO again.
 * https://mxnet.apache.org/versions/1.9.1/api/faq/recordio
 */
export async function* splitRecordIo(chunks: Chunks, longest: number): AsyncGenerator<BatchRecord> {
  const source = new ByteSource(chunks);
  try {
    for (let number = 1; ; number++) {
      const at = source.at;
      const bytes = await oneRecord(source, { number, at, longest });
      if (bytes === undefined) return;
      yield { bytes, at, number };
    }
  } finally {
    await source.close();
  }
}

async function oneRecord(
  source: ByteSource,
  { number, at, longest }: { readonly number: number; readonly at: number; readonly longest: number },
): Promise<Buffer | undefined> {
  const where = `record ${number} (byte ${at})`;
  const parts: Buffer[] = [];
  let held = 0;
  for (;;) {
    const header = await source.take(HEADER_BYTES);
    if (header.length === 0 && parts.length === 0) return undefined;
    if (header.length < HEADER_BYTES) throw notRecordIo(where, "it ends within a frame");
    if (header.readUInt32LE(0) !== MAGIC) throw notRecordIo(where, "it does not begin with the magic number");
    const word = header.readUInt32LE(4);
    const length = word & LENGTH_MASK;
    const padded = length + ((4 - (length % 4)) % 4);
    held += HEADER_BYTES + padded;
    if (held > longest) throw tooLong(where, longest);
    const data = await source.take(padded);
    if (data.length < padded) throw notRecordIo(where, "it ends within a frame");
    parts.push(header, data);
    if (ENDS.has(word >>> FLAG_SHIFT)) return Buffer.concat(parts);
  }
}

const notRecordIo = (where: string, why: string): SlipwayError =>
  new SlipwayError("SLIP-BATCH-004", `${where} is not RecordIO, as SplitType says: ${why}`);
