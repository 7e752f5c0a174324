import { StringDecoder } from "node:string_decoder";

/** A longer line comes in pieces, so that no peer can fill the memory. */
const LONGEST = 16 * 1024 * 1024;

/** The lines of a stream of bytes, without their ends; the last one also where its end is missing. */
export async function* textLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of stream) {
    const parts = `${rest}${decoder.write(Buffer.from(chunk))}`.split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
    if (rest.length <= LONGEST) continue;
    yield rest;
    rest = "";
  }
  rest += decoder.end();
  if (rest !== "") yield rest;
}
