import { lstat, mkdir } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { type ErrorCode, SlipwayError } from "@slipway/model";

/**
 * The place of a relative path below `root`. Throws `code` for one that leads out or names nothing. Empty parts are skipped, as file
 * systems do; a single dot too.
 */
export function inside(root: string, path: string, code: ErrorCode): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const bad = parts.length === 0 || path.startsWith("/") || parts.includes("..") || path.includes("\0");
  if (bad)
    throw new SlipwayError(code, `${JSON.stringify(path.slice(0, 200))} is not a path below its folder.`);
  return join(root, ...parts);
}

/** Makes the folders above `place`, one after the other below `root`, and goes through no link. */
export async function makeParents(root: string, place: string, code: ErrorCode): Promise<void> {
  const parent = dirname(place);
  if (parent === root || !parent.startsWith(root + sep)) return;
  await makeFolder(root, parent, code);
}

/** Makes the folder `place` and those above it; one that is there already is fine, a file or a link in the way is not. */
export async function makeFolder(root: string, place: string, code: ErrorCode): Promise<void> {
  let folder = root;
  for (const part of place.slice(root.length + 1).split(sep)) {
    folder = join(folder, part);
    try {
      await mkdir(folder);
    } catch (error) {
      if (!isExisting(error) || !(await lstat(folder)).isDirectory())
        throw inTheWay(folder.slice(root.length + 1), code, error);
    }
  }
}

export const inTheWay = (path: string, code: ErrorCode, cause?: unknown): SlipwayError =>
  new SlipwayError(
    code,
    `${JSON.stringify(path)} cannot be made: something of that name is there already, or the name is too long.`,
    { cause },
  );

/** Errors of making a file or folder that its name is to blame for. */
export const isNameTrouble = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  ["EEXIST", "ENOTDIR", "EISDIR", "ERR_FS_EISDIR", "ENAMETOOLONG", "ELOOP", "EILSEQ"].includes(
    String(error.code),
  );

const isExisting = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EEXIST";
