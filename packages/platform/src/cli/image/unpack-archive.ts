import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";

const BLOB = /^(?:\.\/)?blobs\/(sha256)\/([0-9a-f]{64})$/;
const INDEX = /^(?:\.\/)?index\.json$/;
const LARGEST_INDEX_BYTES = 1024 * 1024;

/** Puts the blobs of an OCI Image Layout in a tar into the folder, each named by its digest. Returns its index.json, if any. */
export async function unpackArchive(
  file: string,
  to: { readonly folder: string; readonly signal: AbortSignal },
): Promise<string | undefined> {
  let index: string | undefined;
  const reader = extract();
  const reading = pipeline(createReadStream(file), reader, { signal: to.signal });
  const sorting = (async () => {
    for await (const entry of reader) {
      const { name, size = 0 } = entry.header;
      const blob = BLOB.exec(name);
      if (blob !== null)
        await pipeline(entry, createWriteStream(blobFile(to.folder, `${blob[1]}:${blob[2]}`)));
      else if (INDEX.test(name) && size <= LARGEST_INDEX_BYTES) index = await text(Readable.from(entry));
      else entry.resume();
    }
  })();
  const outcomes = await Promise.allSettled([reading, sorting]);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return index;
}

/** The digest's own characters make the name: nothing else of an archive reaches the file system. */
export function blobFile(folder: string, digest: string): string {
  return join(folder, `blob-${digest.replace(":", "-")}`);
}
