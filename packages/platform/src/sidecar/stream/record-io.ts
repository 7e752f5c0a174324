import { SlipwayError } from "@slipway/model";

/** What every record begins with. */
export const MAGIC = 0xced7230a;
/** What 29 bits of the header can say. */
const MOST_BYTES = 2 ** 29 - 1;
const ALIGNMENT = 4;

/**
 * What stands before a record of RecordIO and after it, as MXNet and SageMaker's algorithms read it: a magic number and the length, both
 * little-endian, and zeros up to a multiple of four bytes. `name` is the record's in messages. Throws SLIP-SIDECAR-002 for one that is too long.
 */
export function recordIo(
  size: number,
  name: string,
): { readonly before: Uint8Array; readonly after: Uint8Array } {
  if (size > MOST_BYTES) {
    throw new SlipwayError(
      "SLIP-SIDECAR-002",
      `${name} has ${size} bytes, and a record of RecordIO at most ${MOST_BYTES}.`,
    );
  }
  const before = Buffer.alloc(8);
  before.writeUInt32LE(MAGIC, 0);
  before.writeUInt32LE(size, 4);
  return { before, after: Buffer.alloc((ALIGNMENT - (size % ALIGNMENT)) % ALIGNMENT) };
}
