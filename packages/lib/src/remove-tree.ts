import { isUtf8 } from "node:buffer";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, lstatSync, mkdirSync, opendirSync, renameSync, rmdirSync, unlinkSync } from "node:fs";
import { rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";

/**
 * For so long nobody else gets a turn, and after it everybody else for as long. Calls of the system are made without promises,
 * which would take ten times the processor; but for those that give blocks of the disk back, which may wait for it.
 */
const TURN_MS = 2;
/** Removing a file may take long where it takes much of the disk, and is left to a thread. */
const LARGE_BLOCKS = 65_536;
/** So many names of a folder are read in one call. */
const NAMES = 64;
/** Node.js' types do not know that folders are opened so, too. */
const BYTES = { encoding: "buffer" as BufferEncoding };

/** Removes one tree whatever a program made of it, and resolves when nothing is left of it. */
export async function removeTree(path: string): Promise<void> {
  const trash = join(dirname(path), `.removing-${randomUUID()}`);
  if (await moveToTrash(path, trash)) await emptyTrash(trash);
  if (!isNothing(trash)) rmdirSync(trash);
}

/** Whoever may not look there may be able to move it all the same. */
function isNothing(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Takes a tree out of its place in one step; false where there is nothing. The trash is on the same file system. */
export async function moveToTrash(path: string, trash: string): Promise<boolean> {
  if (isNothing(path)) return false;
  mkdirSync(trash, { recursive: true, mode: 0o700 });
  try {
    await move(path, join(trash, randomUUID()));
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw error;
  }
}

/**
 * Removes all that lies in the folder, in steps of which each may be the last one: whoever comes later goes on. A folder is
 * brought directly below the trash before it is emptied, so that no path grows with the depth of what programs made; links
 * are removed and never followed. Throws the first reason why something stayed, after everything else is gone.
 */
export async function emptyTrash(trash: string, signal?: AbortSignal): Promise<void> {
  const stuck = new Map<string, unknown>();
  const at = { trash, signal, turns: new Turns() };
  for (let found = true; found; ) {
    found = false;
    await each(trash, at, async ({ path }) => {
      // All names of the trash are ours.
      const entry = String(path);
      if (stuck.has(entry)) return;
      found = true;
      await dissolve(entry, at).catch((error) => stuck.set(entry, error));
    });
    if (signal?.aborted) return;
  }
  for (const reason of stuck.values()) throw reason;
}

interface At {
  readonly trash: string;
  readonly signal: AbortSignal | undefined;
  readonly turns: Turns;
}

/** Removes one entry of the trash, after the folders in it were made entries of their own. */
async function dissolve(path: string, at: At): Promise<void> {
  // Its name is out of every program's reach: what it is now it stays.
  const found = lstatSync(path);
  if (!found.isDirectory()) return removeFile(path);
  // A folder that cannot be opened to its owner says so when it is read.
  if ((found.mode & 0o700) !== 0o700) unlessFails(() => chmodSync(path, 0o700));
  let failure: unknown;
  await each(path, at, async (entry) => {
    try {
      await (entry.isDirectory ? move(entry.path, join(at.trash, randomUUID())) : removeFile(entry.path));
    } catch (error) {
      if (!isCode(error, "ENOENT")) failure ??= error;
    }
  });
  if (failure !== undefined) throw failure;
  if (at.signal?.aborted) return;
  try {
    await rmdir(path);
  } catch (error) {
    // Whoever still stands in it may have made something meanwhile: then it is seen to once more.
    if (!isCode(error, "ENOTEMPTY")) throw error;
  }
}

/** A path as the bytes that it is where it is not UTF-8, in which a program may name its files. */
type Path = string | Buffer;

interface Entry {
  readonly path: Path;
  readonly isDirectory: boolean;
}

/** Does it for each entry of a folder, until the signal aborts. */
async function each(folder: string, at: At, take: (entry: Entry) => Promise<void>): Promise<void> {
  const names = opendirSync(folder, { bufferSize: NAMES, ...BYTES });
  try {
    for (let entry = names.readSync(); entry !== null; entry = names.readSync()) {
      await at.turns.next();
      if (at.signal?.aborted) return;
      await take({ path: within(folder, entry.name as Path), isDirectory: entry.isDirectory() });
    }
  } finally {
    names.closeSync();
  }
}

function within(folder: string, name: Path): Path {
  if (typeof name === "string" || isUtf8(name)) return join(folder, String(name));
  return Buffer.concat([Buffer.from(`${folder}/`), name]);
}

/** Lets everybody else have a turn when ours has been long enough. */
class Turns {
  #began = performance.now();

  async next(): Promise<void> {
    if (performance.now() < this.#began + TURN_MS) return;
    await setTimeout(TURN_MS);
    this.#began = performance.now();
  }
}

async function removeFile(path: Path): Promise<void> {
  const isLarge = (lstatSync(path).blocks ?? 0) > LARGE_BLOCKS;
  const remove = (): void | Promise<void> => (isLarge ? unlink(path) : unlinkSync(path));
  try {
    await remove();
  } catch (error) {
    if (!isCode(error, "EPERM") && !isCode(error, "EACCES")) throw error;
    await unlock(path);
    await remove();
  }
}

/** A folder that nobody may write to cannot change its parent: it is opened to its owner first. */
async function move(from: Path, to: string): Promise<void> {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!isCode(error, "EPERM") && !isCode(error, "EACCES")) throw error;
    await unlock(from);
    renameSync(from, to);
  }
}

/** Takes away what keeps an owner from removing something: its mode, and what only root can set. */
async function unlock(path: Path): Promise<void> {
  // A program's arguments are UTF-8: what has another name stays as protected as it is.
  await protectedNoMore([dirname(String(path)), ...(typeof path === "string" ? [path] : [])]);
  if (lstatSync(path).isDirectory()) chmodSync(path, 0o700);
}

function protectedNoMore(paths: readonly string[]): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return Promise.resolve();
  return new Promise((resolve) => {
    execFile("chattr", ["-f", "-i", "-a", "--", ...paths], { timeout: 10_000 }, () => resolve());
  });
}

function unlessFails(work: () => void): void {
  try {
    work();
  } catch {}
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
