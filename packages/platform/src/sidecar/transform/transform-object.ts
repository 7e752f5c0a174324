import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { isKey } from "#artifacts/object-names.ts";
import type { DataObject } from "../fetch/data-objects.ts";
import { nameOf } from "../fetch/from-store.ts";
import { gunzipped } from "../fetch/gunzipped.ts";
import { type StreamSource, wholeObject } from "../fetch/whole-object.ts";
import { sidecarFailure } from "../sidecar-failure.ts";
import { type Asking, answersOf } from "./answers-of.ts";
import { isMadeOf, madeOf } from "./made-of.ts";

export interface Place {
  readonly bucket: string;
  /** With a slash at its end, or empty. */
  readonly prefix: string;
}

export interface ObjectContext extends Asking, Pick<StreamSource, "artifacts" | "retry" | "isPassing"> {
  readonly to: Place;
  /** Told of bytes of data as they are read. */
  readonly read: (bytes: number) => void;
}

/**
 * Asks the model about one object and stores the answers: all of them or none, whatever ends this. They come by a file, so that a store that
 * is away for a while costs no answer.
 */
export async function transformObject(
  object: DataObject,
  context: ObjectContext,
): Promise<"done" | "passed over"> {
  const { plan, artifacts, retry, to } = context;
  const info = await ofObject(object, () =>
    retry(async () => (await artifacts.head(object.bucket, object.key)) ?? gone(artifacts, object)),
  );
  const made = madeOf(plan.madeBy, info.etag);
  const target = { bucket: to.bucket, key: `${to.prefix}${object.path}.out` };
  if (!isKey(target.key))
    throw new SlipwayError(
      "SLIP-BATCH-006",
      `${nameOf(object)}: no object can be named ${JSON.stringify(target.key)}, as its answers would be`,
    );
  if (plan.passesOver && (await retry(() => isMadeOf(artifacts, target, made)))) return "passed over";
  const folder = await mkdtemp(join(tmpdir(), "slipway-batch-"));
  const path = join(folder, "answers");
  try {
    const bytes = await fill(path, answersOf(data({ ...object, etag: info.etag }, context), context));
    const properties = { metadata: made, ...(plan.accept === undefined ? {} : { contentType: plan.accept }) };
    await retry(async () => {
      // A stream has no length to tell, and of nothing there is no part to upload.
      const body = bytes === 0 ? Buffer.alloc(0) : createReadStream(path, { highWaterMark: 2 ** 20 });
      await artifacts.put(target.bucket, target.key, body, properties);
    });
    return "done";
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is not there says so in the store's own words. */
async function gone(artifacts: StreamSource["artifacts"], { bucket, key }: DataObject): Promise<never> {
  const { body } = await artifacts.get(bucket, key);
  body.destroy();
  throw new Error(`s3://${bucket}/${key} came and went`);
}

async function* data(object: DataObject & { readonly etag: string }, context: ObjectContext) {
  const bytes = counted(wholeObject(object, context), context.read);
  const whole = context.plan.data.compression === "Gzip" ? gunzipped(bytes, object) : bytes;
  const chunks = whole[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await ofObject(object, () => chunks.next());
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.(undefined);
  }
}

/** Where an object cannot be read that is its own failure, SLIP-BATCH-006; a store that is away is everybody's. */
async function ofObject<T>(object: DataObject, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const failure = sidecarFailure(error);
    if (AWAY.has(failure.code)) throw failure;
    const words = failure.message.replace(/\.$/, "");
    const name = nameOf(object);
    throw new SlipwayError("SLIP-BATCH-006", words.startsWith(name) ? words : `${name}: ${words}`, {
      cause: failure,
    });
  }
}

const AWAY: ReadonlySet<string> = new Set(["SLIP-S3-019", "SLIP-S3-015", "SLIP-SIDECAR-007"]);

async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  read: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    read(chunk.length);
  }
}

async function fill(path: string, pieces: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, "wx", 0o600);
  try {
    let bytes = 0;
    for await (const piece of pieces) {
      bytes += piece.length;
      await file.appendFile(piece);
    }
    return bytes;
  } finally {
    await file.close();
  }
}
