import { Readable } from "node:stream";
import type { S3Data } from "@slipway/model/s3-data.ts";
import { expect, it } from "vitest";
import type { StreamSource } from "../fetch/whole-object.ts";
import { augmentedLines } from "./augmented-lines.ts";

const input: S3Data = {
  s3Uri: "s3://bucket/m.manifest",
  s3DataType: "AugmentedManifestFile",
  attributes: ["text"],
  distribution: "FullyReplicated",
  compression: "None",
};

async function read(text: string | AsyncIterable<Uint8Array>): Promise<readonly unknown[]> {
  const size = typeof text === "string" ? Buffer.byteLength(text) : Number.MAX_SAFE_INTEGER;
  const body = Readable.from(typeof text === "string" ? [Buffer.from(text)] : text);
  const source = {
    artifacts: { get: async () => ({ info: { size, etag: "e" }, body }) },
    retry: <T>(work: () => Promise<T>) => work(),
    isPassing: () => false,
  } as unknown as StreamSource;
  const found = [];
  for await (const line of augmentedLines(input, source)) found.push(line);
  return found;
}

const lineOf = (text: string): string => JSON.stringify({ text });

it("takes as text what is no line break of JSON Lines", async () => {
  const texts = ["one\u2028two", "three\u2029", "\u0085"];
  expect(await read(texts.map(lineOf).join("\r\n"))).toEqual(texts.map((text) => [{ text }]));
});

it("names a line by its number in the file", async () => {
  const text = `${lineOf("a")}\n\n  \n{`;
  await expect(read(text)).rejects.toMatchObject({
    code: "SLIP-SIDECAR-004",
    message: expect.stringMatching(/^Line 4 of the manifest/),
  });
});

it("takes a line of 100,000 characters, and refuses a longer one before it has come whole", async () => {
  const most = "\u20ac".repeat(100_000 - lineOf("").length);
  expect(await read(lineOf(most))).toEqual([[{ text: most }]]);
  await expect(read(`\n${lineOf(`${most}x`)}`)).rejects.toThrow(/^Line 2 .* has more than 100000 characters/);
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) yield Buffer.alloc(64 * 1024, "x");
  }
  await expect(read(endless())).rejects.toThrow(/^Line 1 .* has more than 100000 characters/);
});
