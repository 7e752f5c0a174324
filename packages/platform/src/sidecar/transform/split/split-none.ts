import type { BatchRecord, Chunks } from "./record.ts";
import { tooLong } from "./too-long.ts";

/** The whole object as one record. */
export async function* splitNone(chunks: Chunks, longest: number): AsyncGenerator<BatchRecord> {
  const parts: Uint8Array[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    held += chunk.length;
    if (held > longest) throw tooLong("the object, which is not split,", longest);
    parts.push(chunk);
  }
  yield { bytes: Buffer.concat(parts), at: 0, number: 1 };
}
