import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { Header, Pack } from "tar-stream";

type Entry = ReturnType<Pack["entry"]>;

const CHUNK_BYTES = 256 * 1024;

/** Adds what has no content of its own: a folder or a link. */
export function addEntry(archive: Pack, header: Partial<Header> & Pick<Header, "name">): Promise<void> {
  return adding(archive, header, () => {});
}

/** Adds a small file from memory. */
export function addContent(
  archive: Pack,
  header: Partial<Header> & Pick<Header, "name">,
  content: Uint8Array,
): Promise<void> {
  return adding(archive, { ...header, size: content.length }, (entry) => {
    entry.end(content);
  });
}

/**
 * Adds a file with its own mode and time, or those of `as`. Follows no link; exactly the bytes it has now: one that still
 * grows does not break the archive, one that shrinks fails it. Rejects when the archive's reader goes away. `each` sees every chunk.
 */
export async function addFile(
  archive: Pack,
  file: { readonly name: string; readonly path: string },
  as: Pick<Partial<Header>, "mode" | "mtime"> = {},
  each: (chunk: Uint8Array) => void = () => {},
): Promise<void> {
  const handle = await open(file.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { size, mode, mtime } = await handle.stat();
    await adding(archive, { name: file.name, size, mtime, mode: mode & 0o777, ...as }, (entry) => {
      feed(entry, bytesOf(handle, size), each).catch((error: Error) => entry.destroy(error));
    });
  } finally {
    await handle.close();
  }
}

/** One entry at a time: settles once the next may begin. */
function adding(
  archive: Pack,
  header: Partial<Header> & Pick<Header, "name">,
  begin: (entry: Entry) => void,
): Promise<void> {
  return new Promise((done, fail) => {
    const entry = archive.entry(header, (error) => (error ? fail(error) : done()));
    // What ends the archive ends its entry as well; the callback tells, and an unheard event would end the process.
    entry.on("error", () => {});
    begin(entry);
  });
}

async function feed(
  entry: Entry,
  chunks: AsyncIterable<Uint8Array>,
  each: (chunk: Uint8Array) => void,
): Promise<void> {
  for await (const chunk of chunks) {
    each(chunk);
    if (entry.destroyed) return;
    if (!entry.write(chunk)) await drained(entry);
  }
  entry.end(null);
}

function drained(entry: Entry): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      entry.off("drain", done);
      entry.off("close", done);
      resolve();
    };
    entry.on("drain", done);
    entry.on("close", done);
  });
}

async function* bytesOf(file: FileHandle, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, size - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new Error(`A file shrank to ${at} of ${size} bytes while it was packed`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
