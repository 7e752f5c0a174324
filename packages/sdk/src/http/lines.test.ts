import { expect, test } from "vitest";
import { lines } from "./lines.ts";

const took = async (chunk: string): Promise<number> => {
  const bytes = new TextEncoder().encode(chunk);
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      for (let count = 0; count < 1_000; count++) controller.enqueue(bytes);
      controller.close();
    },
  });
  const begun = performance.now();
  let length = 0;
  for await (const line of lines(stream)) length += line.length;
  expect(length).toBe(chunk.replaceAll("\n", "").length * 1_000);
  return performance.now() - begun;
};

test("a long line costs no more than as much text in short ones, but for a factor", async () => {
  const short = `${"x".repeat(99)}\n`.repeat(80);
  await took(short);
  expect(await took("x".repeat(8_000))).toBeLessThan(5 * (await took(short)) + 20);
});
