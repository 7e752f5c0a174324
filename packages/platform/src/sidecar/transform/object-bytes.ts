import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { s3Failure } from "#artifacts/s3/s3-failure.ts";
import type { DataObject, DataSource } from "../fetch/data-objects.ts";
import { fromStore, nameOf } from "../fetch/from-store.ts";
import type { Chunks } from "./split/record.ts";

/**
 * An object's bytes in one go, however often the store is away in between. Throws SLIP-S3-014 where the object is another one when it is read
 * on than it was at the beginning.
 */
export async function* objectBytes(
  object: DataObject & { readonly etag?: string },
  { artifacts, retry }: Pick<DataSource, "artifacts" | "retry">,
): AsyncGenerator<Uint8Array> {
  const { bucket, key } = object;
  let etag = object.etag;
  let at = 0;
  let size = Number.POSITIVE_INFINITY;
  let stream: AsyncGenerator<Uint8Array> | undefined;
  const open = async () => {
    const { info, body } = await artifacts.get(bucket, key, at === 0 ? undefined : { start: at });
    if (etag !== undefined && info.etag !== etag) {
      body.destroy();
      throw new SlipwayError("SLIP-S3-014", `${nameOf(object)} was replaced while it was read.`);
    }
    etag = info.etag;
    size = info.size;
    return fromStore(body, object);
  };
  const piece = async (): Promise<Uint8Array | undefined> => {
    stream ??= await open();
    try {
      const next = await stream.next();
      if (next.done !== true) return next.value;
    } catch (error) {
      stream = undefined;
      throw error;
    }
    stream = undefined;
    if (at >= size) return undefined;
    throw s3Failure(new Error(`${at} of ${size} bytes came`), nameOf(object));
  };
  try {
    for (
      let read = await retry(piece);
      read !== undefined;
      read = at < size ? await retry(piece) : undefined
    ) {
      at += read.length;
      yield read;
    }
  } finally {
    await stream?.return(undefined);
  }
}

/** What a gzip-compressed object holds. Throws SLIP-BATCH-004 for one that is not compressed so, or damaged. */
export async function* gunzipped(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const source = Readable.from(chunks, { objectMode: false });
  pipeline(source, gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (isSlipwayError(cause)) throw cause;
    throw new SlipwayError(
      "SLIP-BATCH-004",
      "the object is not gzip-compressed, as CompressionType says, or is damaged",
      { cause },
    );
  } finally {
    source.destroy();
  }
}
