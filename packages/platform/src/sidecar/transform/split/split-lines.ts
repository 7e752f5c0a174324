import { linesOf } from "../../lines-of.ts";
import type { BatchRecord, Chunks } from "./record.ts";
import { tooLong } from "./too-long.ts";

/**
 * Lines without the line breaks that end them; empty ones are no records. Throws SLIP-BATCH-004 for one of more than `longest` bytes, of
 * which no more are held.
 */
export async function* splitLines(chunks: Chunks, longest: number): AsyncGenerator<BatchRecord> {
  let number = 1;
  const bound = {
    longest,
    tooLong: ({ at }: { readonly at: number }) => tooLong(`record ${number} (byte ${at})`, longest),
  };
  for await (const { bytes, at } of linesOf(chunks, bound))
    if (bytes.length > 0) yield { bytes, at, number: number++ };
}
