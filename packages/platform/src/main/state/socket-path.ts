import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";

/** Bytes that a Unix socket's path may have on every platform. */
const LONGEST = 100;

/** The path itself, or a short one made of it, in a folder of the user's own, where the system would refuse it. */
export function socketPath(path: string): string {
  if (Buffer.byteLength(path) <= LONGEST) return path;
  const folder = join(tmpdir(), `slipway-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  checkOwn(folder);
  return join(folder, `${createHash("sha256").update(path).digest("hex").slice(0, 16)}.sock`);
}

/** In a folder that everybody may write to, somebody else may have made ours before us. */
function checkOwn(folder: string): void {
  const found = lstatSync(folder);
  if (found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0) return;
  throw new SlipwayError(
    "SLIP-STATE-004",
    `${folder}, which is for the control socket of a state folder with so long a path, is not yours alone`,
  );
}
