import { constants } from "node:fs";
import { chmod, link, lstat, open, rm, symlink } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { isSlipwayError, SlipwayError } from "@slipway/model";
import { type Extract, extract, type Header } from "tar-stream";
import { inside, inTheWay, isNameTrouble, makeFolder, makeParents } from "./inside.ts";

type Entry = Extract extends AsyncIterable<infer One> ? One : never;

const CODE = "SLIP-SIDECAR-003";

/**
 * Unpacks a tar.gz into `folder`, which is empty. Nothing is made outside of it and no link leads out of it: an archive that tries is
 * refused, SLIP-SIDECAR-003, as is a damaged one. Errors of `source` itself come out as they are. `name` is for messages.
 */
export async function unpack(source: AsyncIterable<Uint8Array>, folder: string, name: string): Promise<void> {
  const entries = extract();
  const bytes = Readable.from(source, { objectMode: false });
  pipeline(bytes, createGunzip(), entries, () => {});
  try {
    for await (const entry of entries) await unpackEntry(entry, folder);
  } catch (error) {
    entries.destroy();
    if (isSlipwayError(error, CODE)) throw refused(name, error.message, error);
    if (isSlipwayError(error) || isOfTheDisk(error)) throw error;
    throw refused(
      name,
      `it is not a whole tar.gz (${error instanceof Error ? error.message : String(error)}).`,
      error,
    );
  }
}

async function unpackEntry(entry: Entry, folder: string): Promise<void> {
  const { header } = entry;
  try {
    switch (header.type) {
      case "directory":
        await unpackFolder(folder, header);
        break;
      case "file":
      case "contiguous-file":
        await unpackFile(entry, folder);
        break;
      case "symlink":
        await unpackSymlink(folder, header);
        break;
      case "link":
        await unpackLink(folder, header);
        break;
      default:
        throw new SlipwayError(
          CODE,
          `${JSON.stringify(header.name)} is a ${header.type}; only files, folders and links are unpacked.`,
        );
    }
  } catch (error) {
    throw isNameTrouble(error) ? inTheWay(header.name, CODE, error) : error;
  }
  entry.resume();
}

async function unpackFolder(folder: string, { name }: Header): Promise<void> {
  if (name.split("/").every((part) => part === "" || part === ".")) return;
  await makeFolder(folder, inside(folder, name, CODE), CODE);
}

async function unpackFile(entry: Entry, folder: string): Promise<void> {
  const { name, mode = 0o644 } = entry.header;
  const place = inside(folder, name, CODE);
  await makeParents(folder, place, CODE);
  // The later of two entries of one name counts, as in tar; removing the first keeps a link from being written through.
  await rm(place, { force: true });
  const file = await open(
    place,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o644,
  );
  try {
    for await (const chunk of entry as AsyncIterable<Uint8Array>) await file.appendFile(chunk);
  } finally {
    await file.close();
  }
  await chmod(place, (mode & 0o777) | 0o644);
}

async function unpackSymlink(folder: string, { name, linkname }: Header): Promise<void> {
  const place = inside(folder, name, CODE);
  if (!staysWithin(folder, dirname(place), linkname ?? "")) {
    throw new SlipwayError(
      CODE,
      `The link ${JSON.stringify(name)} to ${JSON.stringify(linkname)} may lead out of the folder.`,
    );
  }
  await makeParents(folder, place, CODE);
  await rm(place, { force: true });
  await symlink(linkname ?? "", place);
}

async function unpackLink(folder: string, { name, linkname }: Header): Promise<void> {
  const place = inside(folder, name, CODE);
  const target = inside(folder, linkname ?? "", CODE);
  if (!(await isFile(target))) {
    throw new SlipwayError(
      CODE,
      `The link ${JSON.stringify(name)} to ${JSON.stringify(linkname)} is not to a file unpacked before it.`,
    );
  }
  await makeParents(folder, place, CODE);
  await rm(place, { force: true });
  await link(target, place);
}

/**
 * Whether a link's text stays below `folder`, whatever other such links it goes through: steps up come first, where all folders are
 * real ones, and only steps down follow.
 */
function staysWithin(folder: string, from: string, text: string): boolean {
  const steps = text.split("/").filter((step) => step !== "" && step !== ".");
  const ups = steps.findIndex((step) => step !== "..");
  const down = ups < 0 ? [] : steps.slice(ups);
  const top = resolve(from, ...steps.slice(0, ups < 0 ? steps.length : ups));
  const within = top === folder || top.startsWith(folder + sep);
  return within && !text.startsWith("/") && !down.includes("..") && steps.length > 0;
}

const isFile = async (place: string): Promise<boolean> =>
  lstat(place).then(
    (found) => found.isFile(),
    () => false,
  );

/** Errors with a system call are the disk's; zlib's and tar's have none. */
const isOfTheDisk = (error: unknown): boolean => error instanceof Error && "syscall" in error;

const refused = (name: string, why: string, cause: unknown): SlipwayError =>
  new SlipwayError(CODE, `${name} cannot be unpacked: ${why}`, { cause });
