import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, opendir, readFile, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { openDatabase } from "#lib/sqlite.ts";
import type { Core } from "./core.ts";

/**
 * Writes a tar.gz of the whole state folder as of now, while it is in use: databases by SQLite's own copy, then the
 * artifacts they may name, then what never changes. Unpacked into an empty folder, it is a state folder.
 */
export async function writeBackup(core: Core, to: Writable): Promise<void> {
  const { layout } = core.state;
  const copies = await mkdtemp(join(layout.root, "backup-"));
  try {
    core.storage.copyTo(join(copies, "objects.sqlite"));
    copyLedger(layout.ledger, join(copies, "ledger.sqlite"));
    await core.artifacts.copyTo(join(copies, "artifacts"));
    const archive = pack();
    const written = pipeline(archive, createGzip({ level: 1 }), to);
    await addAll(archive, core, copies);
    archive.finalize();
    await written;
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

function copyLedger(path: string, copy: string): void {
  const ledger = openDatabase(path, { mode: "relaxed" });
  try {
    ledger.copyTo(copy);
  } finally {
    ledger.close();
  }
}

async function addAll(archive: Pack, core: Core, copies: string): Promise<void> {
  const { layout } = core.state;
  for (const file of [layout.stateFile, layout.credentials, layout.kubeconfig])
    await addFile(archive, file, relative(layout.root, file));
  for await (const file of filesBelow(layout.tls)) await addFile(archive, file, relative(layout.root, file));
  await addFile(archive, join(copies, "objects.sqlite"), relative(layout.root, layout.objects));
  await addFile(archive, join(copies, "ledger.sqlite"), relative(layout.root, layout.ledger));
  for await (const file of filesBelow(join(copies, "artifacts")))
    await addFile(archive, file, join("artifacts", relative(join(copies, "artifacts"), file)));
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const SMALL = 64 * 1024;

async function addFile(archive: Pack, path: string, name: string): Promise<void> {
  const { size, mtime } = await stat(path);
  const header = { name, size, mtime, mode: 0o600 };
  if (size <= SMALL) {
    archive.entry(header, await readFile(path));
    return;
  }
  const entry = archive.entry(header);
  createReadStream(path, { end: size - 1 }).pipe(entry);
  await once(entry, "finish");
}
