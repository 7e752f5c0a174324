import { isUtf8 } from "node:buffer";
import { type BigIntStats, constants, existsSync } from "node:fs";
import { type FileHandle, lstat, open, opendir } from "node:fs/promises";
import { join } from "node:path";
import { type LeaveOut, MISNAMED, UNREADABLE } from "./leave-out.ts";

/** A file as it was seen on the way through its folder. */
export interface SeenFile {
  /** Relative to the folder, with slashes. */
  readonly path: string;
  readonly stat: BigIntStats;
}

/** Is told what a walk leaves out. */
export interface LeftOut {
  /** There is more than a walk takes. */
  beyond(): void;
  /** One of the names that it has come to. */
  readonly name: LeaveOut;
}

/** What a walk takes at most, whatever a program makes. */
export const MOST = { entries: 100_000, depth: 32 } as const;

/** Node.js' types do not know that folders are opened so, too. */
const BYTES = { encoding: "buffer" as BufferEncoding };
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_DIRECTORY } = constants;
const FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
const FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;
/** What a program that goes on meanwhile makes of a name: it goes, becomes a link, a pipe or a folder. */
const CHANGED = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENXIO", "ENAMETOOLONG", "EISDIR", "EINVAL"]);

/**
 * The files below a folder of `root`, while their program may do with them what it likes: each folder is held open and its names are
 * looked up in it, so that no link and nothing that is moved leads out of it. Links and what is no file are passed over. Ends at
 * {@link MOST}. `root` itself is trusted.
 */
export async function* filesBelow(root: string, below: string, leftOut: LeftOut): AsyncGenerator<SeenFile> {
  const folder = await openFolder(root, below);
  if (folder === undefined) return;
  try {
    yield* within(folder.place, "", { left: MOST.entries, depth: MOST.depth, leftOut });
  } finally {
    await folder.handle.close();
  }
}

/** The file of this path below `root` as it is now, by no link; undefined where none is any more, or something that is no file. */
export async function openBelow(root: string, path: string): Promise<FileHandle | undefined> {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return opened(join(root, path), FILE);
  const folder = await openFolder(root, path.slice(0, slash));
  if (folder === undefined) return undefined;
  try {
    return await opened(join(folder.place, path.slice(slash + 1)), FILE);
  } finally {
    await folder.handle.close();
  }
}

interface OpenFolder {
  readonly handle: FileHandle;
  /** Where its names are looked up. */
  readonly place: string;
}

/** One folder after the other is opened in the one above it, which is let go then. */
async function openFolder(root: string, path: string): Promise<OpenFolder | undefined> {
  let found: OpenFolder | undefined;
  for (const name of path.split("/")) {
    const at = join(found?.place ?? root, name);
    try {
      const handle = await opened(at, FOLDER);
      const above = found?.handle;
      found = handle === undefined ? undefined : { handle, place: placeOf(handle, at) };
      await above?.close();
    } catch (error) {
      await found?.handle.close();
      throw error;
    }
    if (found === undefined) return undefined;
  }
  return found;
}

interface Bounds {
  left: number;
  readonly depth: number;
  readonly leftOut: LeftOut;
}

async function* within(place: string, path: string, bounds: Bounds): AsyncGenerator<SeenFile> {
  for await (const name of namesIn(place)) {
    if (bounds.left-- <= 0) return bounds.leftOut.beyond();
    const at = join(place, String(name));
    const known = path === "" ? String(name) : `${path}/${name}`;
    if (!isUtf8(name)) {
      bounds.leftOut.name(known, MISNAMED);
      continue;
    }
    const stat = await unlessChanged(() => lstat(at, { bigint: true }));
    if (stat?.isFile()) yield { path: known, stat };
    else if (stat?.isDirectory()) yield* deeper(at, known, bounds);
  }
}

/** As the bytes that they are. */
async function* namesIn(place: string): AsyncGenerator<Buffer> {
  for await (const { name } of await opendir(place, BYTES)) yield name as unknown as Buffer;
}

async function* deeper(at: string, path: string, bounds: Bounds): AsyncGenerator<SeenFile> {
  if (path.split("/").length > bounds.depth) return bounds.leftOut.beyond();
  const folder = await opened(at, FOLDER).catch((error: unknown) => {
    if (!isDenied(error)) throw error;
    bounds.leftOut.name(path, UNREADABLE);
  });
  if (!folder) return;
  try {
    yield* within(placeOf(folder, at), path, bounds);
  } finally {
    await folder.close();
  }
}

export const isDenied = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === "EACCES";

async function opened(path: string, flags: number): Promise<FileHandle | undefined> {
  const handle = await unlessChanged(() => open(path, flags));
  if (handle === undefined || flags === FOLDER || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return undefined;
}

async function unlessChanged<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (CHANGED.has(String((error as NodeJS.ErrnoException).code))) return undefined;
    throw error;
  }
}

const HELD = "/proc/self/fd";
const canHold = existsSync(HELD);

/** Where there is no such place, programs run as whoever moves their data: nothing is to be had by a link. */
const placeOf = ({ fd }: FileHandle, path: string): string => (canHold ? join(HELD, String(fd)) : path);
