import { createHash } from "node:crypto";
import { mkdir, mkdtemp, opendir, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Worker } from "node:worker_threads";
import { createGzip } from "node:zlib";
import { type Pack, pack } from "tar-stream";
import { addContent, addFile } from "#lib/tar/add-entry.ts";
import type { CopyDatabaseData } from "../copy-database.ts";
import { PROGRAMS } from "../program-files.ts";
import type { Core } from "../serve/core.ts";
import { VERSION } from "../version.ts";
import {
  BACKUP_FORMAT,
  type BackupHeader,
  DIGESTS_NAME,
  HEADER_NAME,
  isBackupName,
} from "./archive-format.ts";

interface File {
  readonly name: string;
  readonly path: string;
  readonly size: number;
}

/**
 * Writes a tar.gz of the whole state folder as of now, while it is in use: the objects by SQLite's own copy, then the ledger and
 * the artifacts, which so hold all that the objects speak of. Nothing is written before all is copied.
 */
export async function writeBackup(core: Core, to: () => Writable): Promise<void> {
  const { layout } = core.state;
  await mkdir(layout.temporary, { recursive: true, mode: 0o700 });
  const copies = await mkdtemp(join(layout.temporary, "backup-"));
  try {
    core.storage.copyTo(join(copies, "objects.sqlite"));
    await copyDatabase({ from: layout.ledger, to: join(copies, "ledger.sqlite") });
    await core.artifacts.copyTo(join(copies, "artifacts"));
    const files = await filesOf(core, copies);
    const archive = pack();
    const written = pipeline(archive, createGzip({ level: 1 }), to());
    await Promise.all([written, addAll(archive, files)]);
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

async function filesOf(core: Core, copies: string): Promise<readonly File[]> {
  const { layout } = core.state;
  const files: File[] = [];
  const add = async (path: string, name: string): Promise<void> => {
    if (isBackupName(name)) files.push({ name, path, size: (await stat(path)).size });
  };
  for (const path of [layout.stateFile, layout.credentials, layout.kubeconfig])
    await add(path, relative(layout.root, path));
  for await (const path of filesBelow(layout.tls)) await add(path, relative(layout.root, path));
  await add(join(copies, "objects.sqlite"), relative(layout.root, layout.objects));
  await add(join(copies, "ledger.sqlite"), relative(layout.root, layout.ledger));
  for await (const path of filesBelow(join(copies, "artifacts"))) await add(path, relative(copies, path));
  return files;
}

async function addAll(archive: Pack, files: readonly File[]): Promise<void> {
  const header: BackupHeader = {
    format: BACKUP_FORMAT,
    version: VERSION,
    createdAt: new Date().toISOString(),
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
  const digests: string[] = [];
  try {
    await addContent(archive, { name: HEADER_NAME, mode: 0o600 }, Buffer.from(`${JSON.stringify(header)}\n`));
    for (const file of files) {
      const hash = createHash("sha256");
      await addFile(archive, file, { mode: 0o600 }, (chunk) => hash.update(chunk));
      digests.push(`${hash.digest("hex")}  ${file.name}\n`);
    }
    await addContent(archive, { name: DIGESTS_NAME, mode: 0o600 }, Buffer.from(digests.join("")));
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
