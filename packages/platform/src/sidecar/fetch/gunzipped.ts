import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { nameOf, type ObjectName } from "./from-store.ts";

/** What an object's bytes hold; SLIP-SIDECAR-002 where they are not gzip's. */
export async function* gunzipped(
  chunks: AsyncIterable<Uint8Array>,
  object: ObjectName,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  pipeline(Readable.from(chunks, { objectMode: false }), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (isSlipwayError(cause)) throw cause;
    throw new SlipwayError(
      "SLIP-SIDECAR-002",
      `${nameOf(object)} is not gzip-compressed, as its CompressionType says, or is damaged.`,
      { cause },
    );
  }
}
