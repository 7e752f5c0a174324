import { constants } from "node:fs";
import { open } from "node:fs/promises";

/**
 * At most so many bytes of a file that somebody else's program may have made: of a regular file only, since another kind may
 * keep its reader waiting for ever, and never of what a link leads to. Undefined where there is no such file.
 */
export async function readPart(
  path: string,
  part: { readonly from: "start" | "end"; readonly bytes: number },
): Promise<Buffer | undefined> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const found = await file.stat();
    if (!found.isFile()) return undefined;
    const position = part.from === "start" ? 0 : Math.max(0, found.size - part.bytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(part.bytes), 0, part.bytes, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
