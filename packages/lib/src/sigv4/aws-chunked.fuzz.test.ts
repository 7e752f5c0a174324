import { isSlipwayError } from "@slipway/model";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "../testing/model-runs.ts";
import { awsChunked, type Trailers } from "./aws-chunked.ts";

/** What is read of a body that comes in pieces, as TCP brings it, and of what follows it. */
async function read(bytes: Uint8Array, cuts: readonly number[]) {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const source = (async function* () {
    for (const [index, end] of places.slice(1).entries()) yield bytes.subarray(places[index], end);
  })();
  const trailers: Trailers = new Map();
  const pieces: Buffer[] = [];
  for await (const piece of awsChunked(source, { kind: "chunked", trailer: true }, trailers))
    pieces.push(Buffer.from(piece));
  return { data: Buffer.concat(pieces).toString("latin1"), trailers: Object.fromEntries(trailers) };
}

const data = fc.array(fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 60 }), { maxLength: 6 });
const trailer = fc.tuple(
  fc.stringMatching(/^x-amz-[a-z0-9-]{1,20}$/),
  fc.stringMatching(/^[A-Za-z0-9+/=]{0,30}$/),
);
const trailers = fc.uniqueArray(trailer, { selector: ([name]) => name, maxLength: 5 });
const cuts = fc.array(fc.nat(), { maxLength: 6 });

/** As clients write it: each chunk with its size, then a chunk of none, headers, and an empty line. */
const written = (chunks: readonly string[], headers: readonly (readonly [string, string])[]): Buffer => {
  const body = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
  const after = headers.map(([name, value]) => `${name}:${value}\r\n`).join("");
  return Buffer.from(`${body}0\r\n${after}\r\n`, "latin1");
};

test("data and trailers are read as they were written, wherever the body was cut on its way", async () => {
  const property = fc.asyncProperty(data, trailers, cuts, async (chunks, headers, places) => {
    expect(await read(written(chunks, headers), places)).toEqual({
      data: chunks.join(""),
      trailers: Object.fromEntries(headers),
    });
  });
  await fc.assert(property, modelRuns(300));
});

test("a body that is damaged is read, or refused as one that cannot be", async () => {
  const damage = fc.tuple(fc.nat(), fc.nat(20), fc.string({ unit: "binary-ascii", maxLength: 12 }));
  const property = fc.asyncProperty(data, trailers, damage, cuts, async (chunks, headers, how, places) => {
    const [place, cut, put] = how;
    const text = written(chunks, headers).toString("latin1");
    const at = place % text.length;
    const bytes = Buffer.from(text.slice(0, at) + put + text.slice(at + cut), "latin1");
    const found = await read(bytes, places).catch((error: unknown) => error);
    if (found instanceof Error) expect(isSlipwayError(found, "SLIP-AUTH-007"), String(found)).toBe(true);
    else expect(found).toHaveProperty("data");
  });
  await fc.assert(property, modelRuns(300));
});
