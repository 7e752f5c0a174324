import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";

export interface Written {
  readonly size: number;
  /** Hexadecimal. */
  readonly md5: string;
}

/** Writes a file that is not there yet, and resolves when it is on the disk. Half a file stays when it throws. */
export async function writeFile(path: string, body: Readable | Buffer): Promise<Written> {
  const handle = await open(path, "wx", 0o600);
  try {
    const md5 = createHash("md5");
    let size = 0;
    const chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = Buffer.isBuffer(body) ? [body] : body;
    for await (const chunk of chunks) {
      md5.update(chunk);
      size += chunk.length;
      await handle.appendFile(chunk);
    }
    await handle.datasync();
    return { size, md5: md5.digest("hex") };
  } finally {
    await handle.close();
  }
}
