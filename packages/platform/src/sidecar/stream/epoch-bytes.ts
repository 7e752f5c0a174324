import type { S3Data } from "@slipway/model/s3-data.ts";
import { type DataObject, dataObjects } from "../fetch/data-objects.ts";
import { nameOf, type ObjectName } from "../fetch/from-store.ts";
import { gunzipped } from "../fetch/gunzipped.ts";
import { shareOf } from "../fetch/share-of.ts";
import { replaced, type StreamSource, wholeObject } from "../fetch/whole-object.ts";
import { augmentedLines } from "./augmented-lines.ts";
import { recordIo } from "./record-io.ts";

/** All bytes that this host's program reads in an epoch of a channel, one object after the other. Errors are those of the data. */
export async function* epochBytes(
  data: S3Data,
  source: StreamSource,
  epoch: number,
): AsyncGenerator<Uint8Array> {
  if (data.s3DataType !== "AugmentedManifestFile") {
    for await (const object of dataObjects(data, source, epoch)) yield* objectBytes(object, data, source);
    return;
  }
  const lines = augmentedLines(data, source);
  for await (const line of shareOf(lines, data, { host: source.host, epoch })) {
    for (const attribute of line) {
      if ("object" in attribute) yield* objectBytes(attribute.object, data, source);
      else yield* textBytes(attribute.text, data);
    }
  }
}

function* textBytes(text: string, { wrapper }: S3Data): Generator<Uint8Array> {
  const bytes = Buffer.from(text);
  if (wrapper === undefined) return yield bytes;
  const { before, after } = recordIo(bytes.length, "An attribute");
  yield Buffer.concat([before, bytes, after]);
}

async function* objectBytes(
  object: ObjectName & Pick<DataObject, "size">,
  data: S3Data,
  source: StreamSource,
): AsyncGenerator<Uint8Array> {
  const open = (): AsyncGenerator<Uint8Array> => {
    const stored = wholeObject(object, source);
    return data.compression === "Gzip" ? gunzipped(stored, object) : stored;
  };
  if (data.wrapper === undefined) return yield* open();
  // A record begins with its length, which what is compressed does not tell.
  const size = data.compression === "Gzip" ? await sizeOf(open()) : await storedSize(object, source);
  const { before, after } = recordIo(size, nameOf(object));
  yield before;
  let came = 0;
  for await (const chunk of open()) {
    came += chunk.length;
    if (came > size) break;
    yield chunk;
  }
  if (came !== size) throw replaced(object);
  if (after.length > 0) yield after;
}

async function sizeOf(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const chunk of chunks) size += chunk.length;
  return size;
}

async function storedSize(
  { bucket, key, size }: ObjectName & Pick<DataObject, "size">,
  { artifacts, retry }: StreamSource,
): Promise<number> {
  if (size !== undefined) return size;
  const { info, body } = await retry(() => artifacts.get(bucket, key));
  body.destroy();
  return info.size;
}
