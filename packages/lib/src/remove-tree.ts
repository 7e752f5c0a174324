import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Dirent } from "node:fs";
import { chmod, lstat, mkdir, opendir, rename, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";

/** So many entries are taken at once, after which everybody else gets a turn. */
const AT_ONCE = 32;

/** Removes one tree whatever a program made of it, and resolves when nothing is left of it. */
export async function removeTree(path: string): Promise<void> {
  const trash = join(dirname(path), `.removing-${randomUUID()}`);
  if (await moveToTrash(path, trash)) await emptyTrash(trash);
  await rmdir(trash).catch((error) => {
    if (!isCode(error, "ENOENT")) throw error;
  });
}

const isAnything = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    // Who may not look there may be able to move it all the same.
    (error) => !isCode(error, "ENOENT"),
  );

/** Takes a tree out of its place in one step; false where there is nothing. The trash is on the same file system. */
export async function moveToTrash(path: string, trash: string): Promise<boolean> {
  if (!(await isAnything(path))) return false;
  await mkdir(trash, { recursive: true, mode: 0o700 });
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
  for (let found = true; found; ) {
    found = false;
    for await (const entries of batches(trash)) {
      if (signal?.aborted) return;
      for (const { name } of entries.filter(({ name }) => !stuck.has(name))) {
        found = true;
        await dissolve(join(trash, name), { trash, signal }).catch((error) => stuck.set(name, error));
      }
    }
  }
  for (const reason of stuck.values()) throw reason;
}

interface At {
  readonly trash: string;
  readonly signal: AbortSignal | undefined;
}

/** Removes one entry of the trash, after the folders in it were made entries of their own. */
async function dissolve(path: string, at: At): Promise<void> {
  // Its name is out of every program's reach: what it is now it stays.
  if (!(await lstat(path)).isDirectory()) return removeFile(path);
  await chmod(path, 0o700).catch(() => {});
  const take = (entry: Dirent): Promise<void> => {
    const inside = join(path, entry.name);
    return entry.isDirectory() ? move(inside, join(at.trash, randomUUID())) : removeFile(inside);
  };
  let failure: unknown;
  for await (const entries of batches(path)) {
    if (at.signal?.aborted) return;
    for (const taken of await Promise.allSettled(entries.map(take)))
      if (taken.status === "rejected" && !isCode(taken.reason, "ENOENT")) failure ??= taken.reason;
  }
  if (failure !== undefined) throw failure;
  // Whoever still stands in it may have made something meanwhile: then it is seen to once more.
  await rmdir(path).catch((error) => {
    if (!isCode(error, "ENOTEMPTY")) throw error;
  });
}

async function* batches(folder: string): AsyncGenerator<readonly Dirent[]> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(folder, { bufferSize: AT_ONCE })) {
    entries.push(entry);
    if (entries.length < AT_ONCE) continue;
    yield entries.splice(0);
    await setImmediate();
  }
  yield entries;
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!isCode(error, "EPERM") && !isCode(error, "EACCES")) throw error;
    await unlock(path);
    await unlink(path);
  }
}

/** A folder that nobody may write to cannot change its parent: it is opened to its owner first. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!isCode(error, "EPERM") && !isCode(error, "EACCES")) throw error;
    await unlock(from);
    await rename(from, to);
  }
}

/** Takes away what keeps an owner from removing something: its mode, and what only root can set. */
async function unlock(path: string): Promise<void> {
  await protectedNoMore([dirname(path), path]);
  if ((await lstat(path)).isDirectory()) await chmod(path, 0o700);
}

function protectedNoMore(paths: readonly string[]): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return Promise.resolve();
  return new Promise((resolve) => {
    execFile("chattr", ["-f", "-i", "-a", "--", ...paths], { timeout: 10_000 }, () => resolve());
  });
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
