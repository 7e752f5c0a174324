import { constants } from "node:fs";
import { chmod, link, lstat, open, rm, symlink } from "node:fs/promises";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { type ErrorCode, isSlipwayError, SlipwayError } from "@slipway/model";
import { type Extract, extract, type Header } from "tar-stream";
import { wordsOf } from "../words-of.ts";
import { inside, inTheWay, isNameTrouble, makeFolder, makeParents } from "./inside.ts";
import { isPlainLink } from "./link-text.ts";

type Place = Pick<Unpacking, "folder" | "code">;
type Entry = Extract extends AsyncIterable<infer One> ? One : never;

export interface Unpacking {
  /** Empty, and on a disk that may be written. */
  readonly folder: string;
  /** What the archive is called in messages. */
  readonly name: string;
  /** Of the error that refuses the archive. */
  readonly code: ErrorCode;
  /** What the archive may hold at most; absent where something else bounds it, as a pod's disk. */
  readonly most?: { readonly bytes: number; readonly entries: number };
}

/** What was unpacked. */
export interface Unpacked {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Unpacks a tar.gz. Nothing is made outside of the folder and no link leads out of it: an archive that tries is refused with `code`, as
 * is a damaged one and one that holds too much; what was unpacked by then stays. Errors of `source` itself come out as they are.
 */
export async function unpack(source: AsyncIterable<Uint8Array>, to: Unpacking): Promise<Unpacked> {
  const { code } = to;
  const entries = extract();
  const bytes = Readable.from(source, { objectMode: false });
  pipeline(bytes, createGunzip(), entries, () => {});
  const unpacked = { files: 0, bytes: 0, entries: 0 };
  try {
    for await (const entry of entries) {
      count(unpacked, entry.header, to);
      await unpackEntry(entry, to);
    }
    return { files: unpacked.files, bytes: unpacked.bytes };
  } catch (error) {
    entries.destroy();
    if (isSlipwayError(error, code)) throw refused(to, error.message, error);
    if (isSlipwayError(error) || isOfTheDisk(error)) throw error;
    throw refused(to, `it is not a whole tar.gz (${wordsOf(error)}).`, error);
  }
}

/** By what a header says, before anything of the entry is written: no entry can be longer than that. */
function count(
  unpacked: { files: number; bytes: number; entries: number },
  { type, size = 0 }: Header,
  { most, code }: Unpacking,
): void {
  unpacked.entries += 1;
  unpacked.bytes += size;
  if (type === "file" || type === "contiguous-file") unpacked.files += 1;
  if (most === undefined) return;
  if (unpacked.bytes > most.bytes) throw new SlipwayError(code, `It holds more than ${most.bytes} bytes.`);
  if (unpacked.entries > most.entries)
    throw new SlipwayError(code, `It holds more than ${most.entries} entries.`);
}

async function unpackEntry(entry: Entry, to: Place): Promise<void> {
  const { header } = entry;
  const { code } = to;
  try {
    switch (header.type) {
      case "directory":
        await unpackFolder(to, header);
        break;
      case "file":
      case "contiguous-file":
        await unpackFile(entry, to);
        break;
      case "symlink":
        await unpackSymlink(to, header);
        break;
      case "link":
        await unpackLink(to, header);
        break;
      default:
        throw new SlipwayError(
          code,
          `${JSON.stringify(header.name)} is a ${header.type}; only files, folders and links are unpacked.`,
        );
    }
  } catch (error) {
    throw isNameTrouble(error) ? inTheWay(header.name, code, error) : error;
  }
  entry.resume();
}

async function unpackFolder({ folder, code }: Place, { name }: Header): Promise<void> {
  if (name.split("/").every((part) => part === "" || part === ".")) return;
  await makeFolder(folder, inside(folder, name, code), code);
}

async function unpackFile(entry: Entry, { folder, code }: Place): Promise<void> {
  const { name, mode = 0o644 } = entry.header;
  const place = inside(folder, name, code);
  await makeParents(folder, place, code);
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

async function unpackSymlink({ folder, code }: Place, { name, linkname }: Header): Promise<void> {
  const place = inside(folder, name, code);
  if (!isPlainLink(name, linkname ?? "")) {
    throw new SlipwayError(
      code,
      `The link ${JSON.stringify(name)} to ${JSON.stringify(linkname)} may lead out of the folder.`,
    );
  }
  await makeParents(folder, place, code);
  await rm(place, { force: true });
  await symlink(linkname ?? "", place);
}

async function unpackLink({ folder, code }: Place, { name, linkname }: Header): Promise<void> {
  const place = inside(folder, name, code);
  const target = inside(folder, linkname ?? "", code);
  if (!(await isFile(target))) {
    throw new SlipwayError(
      code,
      `The link ${JSON.stringify(name)} to ${JSON.stringify(linkname)} is not to a file unpacked before it.`,
    );
  }
  await makeParents(folder, place, code);
  await rm(place, { force: true });
  await link(target, place);
}

const isFile = async (place: string): Promise<boolean> =>
  lstat(place).then(
    (found) => found.isFile(),
    () => false,
  );

/** Errors with a system call are the disk's; zlib's and tar's have none. */
const isOfTheDisk = (error: unknown): boolean => error instanceof Error && "syscall" in error;

const refused = ({ name, code }: Unpacking, why: string, cause: unknown): SlipwayError =>
  new SlipwayError(code, `${name} cannot be unpacked: ${why}`, { cause });
