import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { isSlipwayError } from "@slipway/model";
import { afterEach, beforeEach, expect, it } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { readAll } from "../artifacts.contract.ts";
import { FolderArtifacts } from "./folder-artifacts.ts";

const MIB = 1024 * 1024;
let folder: string;
let store: FolderArtifacts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-artifacts-"));
  store = await FolderArtifacts.open(folder, systemClock);
  await store.createBucket("bucket");
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const files = async () => {
  await store.settled();
  return readdir(join(folder, "files"));
};

/** As a door sends them: each is done with before the next is asked for. */
async function sent(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const copies: Buffer[] = [];
  for await (const piece of pieces) copies.push(Buffer.from(piece));
  return Buffer.concat(copies);
}

async function stored(sizes: readonly number[]): Promise<Buffer> {
  const parts = sizes.map((size) => randomBytes(size));
  const [only = Buffer.alloc(0)] = parts;
  if (parts.length === 1) await store.put("bucket", "key", only);
  else {
    const upload = await store.createUpload("bucket", "key");
    const infos = [];
    for (const [at, part] of parts.entries()) infos.push(await store.putPart(upload, at + 1, part));
    await store.completeUpload(upload, infos);
  }
  return Buffer.concat(parts);
}

it.each([[[0]], [[1]], [[64 * 1024]], [[64 * 1024 + 1]], [[MIB + 7]], [[5 * MIB, 5 * MIB + 1, 3]]])(
  "pieces of an object of %j bytes are its bytes, of any range",
  async (sizes) => {
    const whole = await stored(sizes);
    const end = whole.length - 1;
    const ranges = [0, 1, Math.floor(end / 2), end - 300_000, end].flatMap((start) => [
      { start, end },
      { start, end: Math.min(end, start + 70_000) },
    ]);
    expect((await sent((await store.open("bucket", "key")).pieces())).equals(whole)).toBe(true);
    for (const range of ranges.filter(({ start }) => start >= 0 && start <= end)) {
      const { start } = range;
      const pieces = (await store.open("bucket", "key")).pieces(range);
      expect((await sent(pieces)).equals(whole.subarray(start, range.end + 1)), `${start}`).toBe(true);
    }
  },
);

it("readers at once do not see each other's bytes", async () => {
  const bodies = Array.from({ length: 12 }, () => randomBytes(2 * MIB));
  for (const [n, body] of bodies.entries()) await store.put("bucket", `${n}`, body);
  const read = await Promise.all(
    bodies.map(async (_, n) => sent((await store.open("bucket", `${n}`)).pieces())),
  );
  for (const [n, body] of bodies.entries()) expect(read[n]?.equals(body), `${n}`).toBe(true);
});

it("an object that is removed goes when a reader leaves early", async () => {
  await stored([4 * MIB]);
  for await (const _ of (await store.open("bucket", "key")).pieces()) {
    await store.remove("bucket", "key");
    expect(await files()).toHaveLength(1);
    break;
  }
  expect(await files()).toEqual([]);
});

it.each([5, 3 * MIB])(
  "content of %i bytes that is not what a CRC32 was proven of fails before its last bytes",
  async (size) => {
    const body = randomBytes(size);
    const value = Buffer.from(crc32(body).toString(16).padStart(8, "0"), "hex").toString("base64");
    const proven = () => ({ algorithm: "CRC32", value, type: "FULL_OBJECT" }) as const;
    await store.put("bucket", "key", body, { proven });
    expect((await sent((await store.open("bucket", "key")).pieces())).equals(body)).toBe(true);
    body[0] = (body[0] ?? 0) ^ 1;
    for (const file of await files()) await writeFile(join(folder, "files", file), body);
    for (const read of [
      async () => sent((await store.open("bucket", "key")).pieces()),
      async () => readAll((await store.get("bucket", "key")).body),
    ]) {
      const error = await read().catch((thrown: unknown) => thrown);
      expect(isSlipwayError(error, "SLIP-S3-020"), String(error)).toBe(true);
    }
  },
);
