import { expectBounded, repeat } from "@slipway/lib/testing/cost.ts";
import { expect, test } from "vitest";
import { parseRows, rowFormat } from "./parse-rows.ts";

const HOSTILE: readonly (readonly [
  title: string,
  type: string,
  size: number,
  body: (size: number) => string,
])[] = [
  ["rows", "text/csv", 50_000, (n) => "1,2,3\n".repeat(n)],
  ["fields", "text/csv", 200_000, (n) => "1,".repeat(n)],
  ["empty lines", "text/csv", 1_000_000, (n) => "\n".repeat(n)],
  ["spaces", "text/csv", 1_000_000, (n) => " ".repeat(n)],
  ["long numbers that are none", "text/csv", 500, (n) => repeat(n, () => `${"1".repeat(1_000)}x`, ",")],
  ["long numbers with a point", "text/csv", 500, (n) => repeat(n, () => `0.${"1".repeat(1_000)}`, ",")],
  ["entries", "text/libsvm", 100_000, (n) => repeat(n, (i) => `${i}:1`, " ")],
  ["the same entry", "text/libsvm", 100_000, (n) => "1:1 ".repeat(n)],
  ["entries of great index", "text/libsvm", 50_000, (n) => "999999:1\n".repeat(n)],
];

test.each(HOSTILE)(
  "A request of %s (%s) is read in time and memory by its size",
  async (_, type, size, body) => {
    await expectBounded(size, (n) => {
      const bytes = Buffer.from(body(n));
      const format = rowFormat(type);
      if (format === undefined) throw new Error(`${type} is not read`);
      return {
        bytes: bytes.length,
        run: () => {
          try {
            parseRows(bytes, format, 3);
          } catch (error) {
            expect(error).toMatchObject({ code: "SLIP-XGB-012" });
          }
        },
      };
    });
  },
);
