import { mkdir, mkdtemp, opendir, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { addFile } from "#lib/tar/add-entry.ts";
import type { CopyDatabaseData } from "../copy-database.ts";
import { PROGRAMS } from "../program-files.ts";
import type { Core } from "./core.ts";

/**
 * Writes a tar.gz of the whole state folder as of now, while it is in use: databases by SQLite's own copy, then the
 * artifacts they may name, then what never changes. Unpacked into an empty folder, it is a state folder.
 */
export async function writeBackup(core: Core, to: Writable): Promise<void> {
  const { layout } = core.state;
  await mkdir(layout.temporary, { recursive: true, mode: 0o700 });
  const copies = await mkdtemp(join(layout.temporary, "backup-"));
  try {
    core.storage.copyTo(join(copies, "objects.sqlite"));
    await copyDatabase({ from: layout.ledger, to: join(copies, "ledger.sqlite") });
    await core.artifacts.copyTo(join(copies, "artifacts"));
    const archive = pack();
    const written = pipeline(archive, createGzip({ level: 1 }), to);
    await Promise.all([written, addAll(archive, core, copies)]);
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

function copyDatabase(data: CopyDatabaseData): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(PROGRAMS.copyDatabase, { workerData: data });
    worker.once("error", reject);
    worker.once("exit", () => resolve());
  });
}

async function addAll(archive: Pack, core: Core, copies: string): Promise<void> {
  const { layout } = core.state;
  const add = (path: string, name: string) => addFile(archive, { name, path }, { mode: 0o600 });
  try {
    for (const file of [layout.stateFile, layout.credentials, layout.kubeconfig])
      await add(file, relative(layout.root, file));
    for await (const file of filesBelow(layout.tls)) await add(file, relative(layout.root, file));
    await add(join(copies, "objects.sqlite"), relative(layout.root, layout.objects));
    await add(join(copies, "ledger.sqlite"), relative(layout.root, layout.ledger));
    for await (const file of filesBelow(join(copies, "artifacts"))) await add(file, relative(copies, file));
    archive.finalize();
  } catch (error) {
    archive.destroy(error as Error);
    throw error;
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}
