import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { extract, pack } from "tar-stream";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addEntry, addFile } from "./add-entry.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-tar-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o640 });
  return { name, path };
};

it("adds files whole, empty ones too, and folders, one after the other", async () => {
  const large = Buffer.alloc(600_000, "x");
  const archive = pack();
  const read = (async () => {
    const found: [string, string | undefined, number | undefined, Buffer][] = [];
    for await (const entry of archive.pipe(extract())) {
      found.push([entry.header.name, entry.header.type ?? undefined, entry.header.mode, await buffer(entry)]);
    }
    return found;
  })();
  await addEntry(archive, { name: "d/", type: "directory", mode: 0o755 });
  await addFile(archive, fileOf("large", large));
  await addFile(archive, fileOf("empty", ""), { mode: 0o600 });
  archive.finalize();
  expect(await read).toEqual([
    ["d/", "directory", 0o755, Buffer.alloc(0)],
    ["large", "file", 0o640, large],
    ["empty", "file", 0o600, Buffer.alloc(0)],
  ]);
});

it("goes through no link", async () => {
  const { path } = fileOf("secret", "x");
  symlinkSync(path, join(folder, "link"));
  await expect(addFile(pack(), { name: "a", path: join(folder, "link") })).rejects.toThrow("ELOOP");
});

it("rejects when the archive's reader goes away, and ends nothing else", async () => {
  const archive = pack();
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(new Error("the reader is gone")) });
  const written = pipeline(archive, gone);
  const added = addFile(archive, fileOf("large", Buffer.alloc(30_000_000)));
  const outcomes = await Promise.allSettled([written, added]);
  expect(outcomes).toMatchObject(outcomes.map(() => ({ reason: { message: "the reader is gone" } })));
});
