import { Crc32c } from "@aws-sdk/checksums/crc";
import { SlipwayError } from "@slipway/model";
import { ByteSource } from "./byte-source.ts";
import type { BatchRecord, Chunks } from "./record.ts";
import { tooLong } from "./too-long.ts";

/** A length of eight bytes and its checksum stand before the data, another checksum behind it. */
const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/** Records of TensorFlow's TFRecord with their frames. https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details */
export async function* splitTfRecord(chunks: Chunks, longest: number): AsyncGenerator<BatchRecord> {
  const source = new ByteSource(chunks);
  try {
    for (let number = 1; ; number++) {
      const at = source.at;
      const header = await source.take(HEADER_BYTES);
      if (header.length === 0) return;
      const where = `record ${number} (byte ${at})`;
      if (header.length < HEADER_BYTES || header.readUInt32LE(8) !== (await masked(header.subarray(0, 8))))
        throw notTfRecord(where, "the checksum of its length is not right");
      const whole = BigInt(HEADER_BYTES + FOOTER_BYTES) + header.readBigUInt64LE(0);
      if (whole > BigInt(longest)) throw tooLong(where, longest);
      const rest = await source.take(Number(whole) - HEADER_BYTES);
      if (rest.length < Number(whole) - HEADER_BYTES) throw notTfRecord(where, "it ends within a record");
      yield { bytes: Buffer.concat([header, rest]), at, number };
    }
  } finally {
    await source.close();
  }
}

const notTfRecord = (where: string, why: string): SlipwayError =>
  new SlipwayError("SLIP-BATCH-004", `${where} is not TFRecord, as SplitType says: ${why}`);

const MASK_DELTA = 0xa282ead8;

/** TensorFlow's masked CRC32C. */
async function masked(bytes: Uint8Array): Promise<number> {
  const sum = new Crc32c();
  sum.update(bytes);
  const crc = Buffer.from(await sum.digest()).readUInt32BE();
  return ((((crc >>> 15) | (crc << 17)) >>> 0) + MASK_DELTA) >>> 0;
}
