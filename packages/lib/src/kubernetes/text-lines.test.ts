import { expect, test } from "vitest";
import { textLines } from "./text-lines.ts";

async function linesOf(...chunks: readonly (string | Uint8Array)[]): Promise<string[]> {
  async function* stream() {
    for (const chunk of chunks) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  }
  const found: string[] = [];
  for await (const line of textLines(stream())) found.push(line);
  return found;
}

test("lines come whole, however their bytes come", async () => {
  expect(await linesOf("one\ntw", "o\n", "\nthree")).toEqual(["one", "two", "", "three"]);
  const bytes = Buffer.from("h\u00e4\n\u6f22");
  const single = [...bytes].map((byte) => Uint8Array.of(byte));
  expect(await linesOf(...single)).toEqual(["h\u00e4", "\u6f22"]);
  expect(await linesOf()).toEqual([]);
});

test("a line without an end comes in pieces of bounded length", async () => {
  const mebibyte = "x".repeat(1024 * 1024);
  const lengths = (await linesOf(...Array.from({ length: 40 }, () => mebibyte))).map(({ length }) => length);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(17 * 1024 * 1024);
  expect(lengths.reduce((sum, length) => sum + length)).toBe(40 * 1024 * 1024);
});

test("a long line costs no more than as much text in short ones, but for a factor", async () => {
  const took = async (chunk: string) => {
    const begun = performance.now();
    await linesOf(...Array.from({ length: 1_000 }, () => chunk));
    return performance.now() - begun;
  };
  const short = `${"x".repeat(99)}\n`.repeat(80);
  await took(short);
  expect(await took("x".repeat(8_000))).toBeLessThan(5 * (await took(short)) + 20);
});
