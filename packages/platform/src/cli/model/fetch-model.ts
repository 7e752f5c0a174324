import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { isThere } from "#lib/is-there.ts";
import { unpack } from "#lib/tar/unpack.ts";
import { cannotWrite, inPartial, writeInto } from "../data/in-partial.ts";
import { type Place, uriOf } from "../data/place.ts";
import { Progress } from "../output/progress.ts";
import type { Session } from "../session/session.ts";

/** What an archive may unpack to: models compress to a half or a tenth, what is made to fill a disk to a thousandth. */
const LEAST_BOUND = 2 ** 30;
const BOUND_RATIO = 100;
const MOST_ENTRIES = 1_000_000;

export interface FetchedModel {
  /** The folder, or the file where it was to stay packed. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Unpacks the archive into a folder that is not there yet or empty; it is there whole or not at all. A folder that is there stays the
 * one it was, for it may be where a shell stands.
 */
export async function fetchModel(session: Session, place: Place, folder: string): Promise<FetchedModel> {
  const stays = await isEmptyFolder(folder);
  return inPartial(stays ? `${folder}/` : folder, async (partial) => {
    const { size, bytes } = await open(session, place);
    const most = { bytes: Math.max(LEAST_BOUND, BOUND_RATIO * size), entries: MOST_ENTRIES };
    // A folder for a while is its owner's alone; the one that stays is as others are.
    const made = join(partial, "model");
    await mkdir(made);
    const unpacked = await unpack(bytes, { folder: made, name: uriOf(place), code: "SLIP-CLI-031", most });
    await (stays ? moveInto(folder, made) : rename(made, folder));
    return { path: folder, ...unpacked };
  });
}

/** Puts the archive into a folder as it is; the file is there whole or not at all. */
export async function fetchArchive(session: Session, place: Place, folder: string): Promise<FetchedModel> {
  const path = join(folder, basename(place.key));
  if (await isThere(path)) throw cannotWrite(`${path} is there already; name another folder with -o`);
  return inPartial(path, async (partial) => {
    const { size, bytes } = await open(session, place);
    await writeInto(path, { partial, bytes });
    return { path, files: 1, bytes: size };
  });
}

async function open(session: Session, place: Place) {
  const { aws } = await session.client();
  const { size, bytes } = await aws.openObject(place, session.signal);
  return { size, bytes: shown(session, bytes, new Progress({ label: basename(place.key), total: size })) };
}

/** The bytes, with how far they have come on the status line. */
async function* shown(
  session: Session,
  bytes: AsyncIterable<Uint8Array>,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  session.status.show(() => String(progress));
  try {
    for await (const part of bytes) {
      progress.add(part.length);
      yield part;
    }
  } finally {
    session.status.clear();
  }
}

/** Moves what a folder holds; where that fails, none of it. */
async function moveInto(folder: string, made: string): Promise<void> {
  const moved: string[] = [];
  try {
    for (const name of await readdir(made)) {
      await rename(join(made, name), join(folder, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) await rm(join(folder, name), { recursive: true, force: true });
    throw error;
  }
}

/** Whether the folder is there; throws where it holds anything. */
async function isEmptyFolder(folder: string): Promise<boolean> {
  const held = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw cannotWrite(error.message, error);
  });
  if (held !== undefined && held.length > 0)
    throw cannotWrite(`${folder} is there already and not empty; name another folder with -o`);
  return held !== undefined;
}
