import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Bytes that a Unix socket's path may have on every platform. */
const LONGEST = 100;

/** The path itself, or a short one made of it, in a folder of the user's own, where the system would refuse it. */
export function socketPath(path: string): string {
  if (Buffer.byteLength(path) <= LONGEST) return path;
  const folder = join(tmpdir(), `slipway-${userInfo().uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${createHash("sha256").update(path).digest("hex").slice(0, 16)}.sock`);
}
