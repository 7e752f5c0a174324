import { BegunLine } from "@slipway/model/begun-line.ts";
import type { ByteStream } from "./fetch.ts";

/** A line longer than this comes in pieces, so that no peer can fill the memory. */
const LINE_LIMIT = 16 * 1024 * 1024;

/** The text lines of a stream of bytes, without their ends; the last one also where its end is missing. */
export async function* lines(stream: ByteStream): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const begun = new BegunLine();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      yield* begun.linesWith(done ? decoder.decode() : decoder.decode(value, { stream: true }));
      if (done) break;
      if (begun.length > LINE_LIMIT) yield begun.end();
    }
    if (begun.length > 0) yield begun.end();
  } finally {
    await reader.cancel().catch(() => {});
  }
}
