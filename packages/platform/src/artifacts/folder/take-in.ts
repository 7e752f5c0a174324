import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename } from "node:fs/promises";
import { SlipwayError } from "@slipway/model";
import type { Written } from "./write-file.ts";

const READ_BYTES = 1 << 20;

/**
 * Moves a file of this user's to `path`, and resolves when it is on the disk there; what it holds is read, not copied. Throws SLIP-S3-002 where
 * there is none, or what is there is no plain file that has this one name.
 */
export async function takeIn(from: string, path: string): Promise<Written> {
  const file = await open(from, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw notThere(cause);
    },
  );
  try {
    const found = await file.stat();
    const isOwn = found.uid === (process.getuid?.() ?? found.uid);
    if (!found.isFile() || found.nlink !== 1 || !isOwn) throw notThere();
    await rename(from, path);
    await file.chmod(0o600);
    await file.datasync();
    return await read(file);
  } finally {
    await file.close();
  }
}

async function read(file: FileHandle): Promise<Written> {
  const md5 = createHash("md5");
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  for (let size = 0; ; ) {
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, size);
    if (bytesRead === 0) return { size, md5: md5.digest("hex") };
    md5.update(buffer.subarray(0, bytesRead));
    size += bytesRead;
  }
}

const notThere = (cause?: unknown): SlipwayError =>
  new SlipwayError("SLIP-S3-002", "There is no such file to take in.", { cause });
