import fc from "fast-check";
import { expect, it } from "vitest";
import { linesOf } from "./lines-of.ts";

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const bound = (longest: number) => ({
  longest,
  tooLong: ({ number, at }: { readonly number: number; readonly at: number }) =>
    new Error(`line ${number} at ${at}`),
});

async function read(text: string, size: number, longest = 1_000): Promise<readonly (readonly unknown[])[]> {
  const found = [];
  for await (const { bytes, at, number } of linesOf(inPieces(Buffer.from(text), size), bound(longest)))
    found.push([String(bytes), at, number]);
  return found;
}

it("ends lines at LF and CR LF alone, however they come, and counts empty ones", async () => {
  const part = fc.constantFrom("a", "é", "\u2028", "\u2029", "\u0085", "\v", "\r", "\n", "\r\n", "\n\n");
  await fc.assert(
    fc.asyncProperty(fc.array(part), fc.integer({ min: 1, max: 7 }), async (parts, size) => {
      const text = parts.join("");
      const lines = text.split("\n");
      if (lines.at(-1) === "") lines.pop();
      let at = 0;
      const expected = lines.map((line, index) => {
        const begun = at;
        at += Buffer.byteLength(line) + 1;
        return [line.replace(/\r$/, ""), begun, index + 1];
      });
      expect(await read(text, size)).toEqual(expected);
    }),
  );
});

it("refuses a line that is too long before it has come whole", async () => {
  expect(await read("1234\r\n1234\n1234\r", 3, 4)).toHaveLength(3);
  for (const text of ["\n12345\n", "\n1234\r5", "\n12345"])
    for (const size of [1, 3, 100]) await expect(read(text, size, 4)).rejects.toThrow("line 2 at 1");
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.alloc(100, "x");
  }
  await expect(linesOf(endless(), bound(1_000)).next()).rejects.toThrow("line 1 at 0");
});
