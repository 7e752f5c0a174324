import type { Readable } from "node:stream";
import { s3Failure } from "#artifacts/s3/s3-failure.ts";

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** The object's bytes; a connection that breaks is the store's failure, which passes. */
export async function* fromStore(body: Readable, object: ObjectName): AsyncGenerator<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw s3Failure(error, nameOf(object));
  }
}

export const nameOf = ({ bucket, key }: ObjectName): string => `s3://${bucket}/${key}`;
