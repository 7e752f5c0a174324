import { StringDecoder } from "node:string_decoder";
import { BegunLine } from "@slipway/model/begun-line.ts";

/** A longer line comes in pieces, so that no peer can fill the memory. */
const LONGEST = 16 * 1024 * 1024;

/** The lines of a stream of bytes, without their ends; the last one also where its end is missing. */
export async function* textLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  const begun = new BegunLine();
  for await (const chunk of stream) {
    yield* begun.linesWith(decoder.write(Buffer.from(chunk)));
    if (begun.length > LONGEST) yield begun.end();
  }
  yield* begun.linesWith(decoder.end());
  if (begun.length > 0) yield begun.end();
}
