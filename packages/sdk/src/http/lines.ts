import type { ByteStream } from "./fetch.ts";

/** A line longer than this comes in pieces, so that no peer can fill the memory. */
const LINE_LIMIT = 16 * 1024 * 1024;

/** The text lines of a stream of bytes, without their ends; the last one also where its end is missing. */
export async function* lines(stream: ByteStream): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const parts = `${rest}${done ? decoder.decode() : decoder.decode(value, { stream: true })}`.split("\n");
      rest = parts.pop() ?? "";
      yield* parts;
      if (done) break;
      if (rest.length > LINE_LIMIT) {
        yield rest;
        rest = "";
      }
    }
    if (rest !== "") yield rest;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
