import { readFileSync, writeFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import { defined } from "@slipway/model";
import { extract, type Header, pack } from "tar-stream";

export interface Entry {
  readonly header: Pick<Header, "name"> & Partial<Header>;
  readonly content: Buffer;
}

/** What an archive holds, in its order. */
export async function entriesOf(file: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const archive = extract();
  archive.end(gunzipSync(readFileSync(file)));
  for await (const entry of archive) {
    const { name, mode, type } = entry.header;
    entries.push({
      header: { name, ...defined({ mode }), ...(type == null ? {} : { type }) },
      content: await buffer(entry as AsyncIterable<Uint8Array>),
    });
  }
  return entries;
}

export async function writeArchive(file: string, entries: readonly Entry[]): Promise<void> {
  const archive = pack();
  const written = buffer(archive as AsyncIterable<Uint8Array>);
  for (const { header, content } of entries) {
    const isFile = (header.type ?? "file") === "file";
    if (isFile) archive.entry({ ...header, size: content.length }, content);
    else archive.entry({ ...header, size: 0 });
  }
  archive.finalize();
  writeFileSync(file, gzipSync(await written));
}
