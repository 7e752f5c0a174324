import { expect, test } from "vitest";
import { ChunkedDecoder } from "./chunked-decoder.ts";
import { Malformed } from "./malformed.ts";

/** What comes of a body that arrives in pieces of so many bytes, whether it ended, and how much of the text it took. */
function decoded(text: string, piece = text.length): { body: string; done: boolean; taken: number } {
  const decoder = new ChunkedDecoder();
  const bytes = Buffer.from(text, "latin1");
  let body = "";
  let taken = 0;
  while (taken < bytes.length && !decoder.done) {
    const end = Math.min(taken + piece, bytes.length);
    taken += decoder.take(bytes.subarray(taken, end), 0, (data) => {
      body += data.toString("latin1");
    });
  }
  return { body, done: decoder.done, taken };
}

const WHOLE = '5\r\nhello\r\n00A;name="a b"\r\n, world!!!\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\n';

test("a chunked body comes out the same however it arrives, and what follows it is left", () => {
  for (let piece = 1; piece <= WHOLE.length; piece++) {
    expect(decoded(`${WHOLE}HTTP/1.1`, piece)).toEqual({
      body: "hello, world!!!",
      done: true,
      taken: WHOLE.length,
    });
  }
  expect(decoded("0\r\n\r\n")).toEqual({ body: "", done: true, taken: 5 });
  expect(decoded("3\r\nab")).toEqual({ body: "ab", done: false, taken: 5 });
});

test.each([
  ["no size", "\r\nhello\r\n"],
  ["a sign", "+5\r\nhello\r\n"],
  ["a prefix", "0x5\r\nhello\r\n"],
  ["a space before the size", " 5\r\nhello\r\n"],
  ["a space behind it", "5 \r\nhello\r\n"],
  ["an underscore", "1_0\r\nhello\r\n"],
  ["a size beyond all bounds", "100000005\r\nhello\r\n"],
  ["LF alone behind the size", "5\nhello\r\n"],
  ["LF alone in an extension", "5;a\nhello\r\n"],
  ["CR alone in an extension", "5;a\rb\r\nhello\r\n"],
  ["NUL in an extension", "5;\0\r\nhello\r\n"],
  ["more data than the size", "5\r\nhello!\r\n"],
  ["LF alone behind the data", "5\r\nhello\n0\r\n\r\n"],
  ["CR alone behind the data", "5\r\nhello\rX"],
  ["a folded trailer", "0\r\nX: a\r\n b\r\n\r\n"],
  ["a trailer without a colon", "0\r\nX\r\n\r\n"],
  ["an extension without end", `5;${"a".repeat(20_000)}`],
  ["trailers without end", `0\r\n${"X: y\r\n".repeat(4_000)}`],
])("it is refused: %s", (_name, text) => {
  expect(() => decoded(text)).toThrow(Malformed);
  expect(() => decoded(text, 1)).toThrow(Malformed);
});
