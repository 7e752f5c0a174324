import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { findAlgorithm } from "./checksums.ts";
import { combineCrc } from "./combine-crc.ts";

async function sum(algorithm: string, bytes: Uint8Array): Promise<string> {
  const checksum = findAlgorithm(algorithm)?.start();
  if (checksum === undefined) throw new Error(algorithm);
  checksum.update(bytes);
  return checksum.digest();
}

describe.each([
  // "123456789", which catalogues of CRCs give the value for.
  ["CRC32", "cbf43926"],
  ["CRC32C", "e3069283"],
  ["CRC64NVME", "ae8b14860a799888"],
])("%s", (algorithm, check) => {
  test("has the value that catalogues give it", async () => {
    const value = Buffer.from(await sum(algorithm, Buffer.from("123456789")), "base64").toString("hex");
    expect(value).toBe(check);
  });

  test.each([[[1]], [[5, 0, 4]], [[100_000, 1]], [[7, 300_000, 65_536, 3]]])(
    "of pieces of %j bytes is that of the whole",
    async (sizes) => {
      const pieces = sizes.map((size) => randomBytes(size));
      const sums = await Promise.all(
        pieces.map(async (piece) => ({ size: piece.length, value: await sum(algorithm, piece) })),
      );
      expect(combineCrc(algorithm, sums)).toBe(await sum(algorithm, Buffer.concat(pieces)));
    },
  );
});
