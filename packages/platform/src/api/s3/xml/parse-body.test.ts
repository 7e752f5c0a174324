import { describe, expect, test } from "vitest";
import { expectBounded, repeat } from "#lib/testing/cost.ts";
import { parseBody } from "./parse-body.ts";

const parsed = (text: string) =>
  parseBody(
    (async function* () {
      yield Buffer.from(text);
    })(),
    "Delete",
  );

/** Ways to make a parser of XML work, each `size` times. */
const HOSTILE: readonly (readonly [title: string, size: number, text: (size: number) => string])[] = [
  ["keys", 10_000, (n) => `<Delete>${"<Object><Key>abc</Key></Object>".repeat(n)}</Delete>`],
  ["empty elements", 100_000, (n) => `<Delete>${"<a/>".repeat(n)}</Delete>`],
  ["elements of different names", 20_000, (n) => `<Delete>${repeat(n, (i) => `<b${i}/>`)}</Delete>`],
  ["nested elements", 100_000, (n) => "<Delete>".repeat(n)],
  ["attributes", 20_000, (n) => `<Delete ${repeat(n, (i) => `b${i}='c'`, " ")}/>`],
  ["entities", 100_000, (n) => `<Delete>${"&amp;".repeat(n)}</Delete>`],
  ["entities that are none", 500_000, (n) => `<Delete>${"&".repeat(n)}</Delete>`],
  ["text between elements", 50_000, (n) => `<Delete>${"x<b/>".repeat(n)}</Delete>`],
  ["instructions before the root", 50_000, (n) => `${"<?x?>".repeat(n)}<Delete/>`],
  ["comments before the root", 50_000, (n) => `${"<!---->".repeat(n)}<Delete/>`],
  ["comments that do not end", 100_000, (n) => `<Delete>${"<!--".repeat(n)}`],
  ["spaces", 500_000, (n) => `${" ".repeat(n)}<Delete/>`],
  [
    "a document type of entities",
    20_000,
    (n) =>
      `<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa"><!ENTITY y "&x;&x;&x;&x;">]><Delete>${"&y;".repeat(n)}</Delete>`,
  ],
];

describe("XML", () => {
  test.each(HOSTILE)("of %s takes time and memory by its size and no more", async (_, size, text) => {
    await expectBounded(size, (n) => {
      const body = text(n);
      return {
        bytes: body.length,
        run: () =>
          parsed(body).catch((error: unknown) => expect(error).toMatchObject({ code: "SLIP-S3-024" })),
      };
    });
  });

  test("of a document type is refused, whatever it declares", async () => {
    await expect(parsed('<!DOCTYPE Delete [<!ENTITY x "y">]><Delete>&x;</Delete>')).rejects.toMatchObject({
      code: "SLIP-S3-024",
    });
  });

  test("with a declaration and a byte order mark is read", async () => {
    expect(
      await parsed(
        '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<Delete><Object><Key>a</Key></Object></Delete>',
      ),
    ).toEqual({ Object: { Key: "a" } });
  });

  /** CompleteMultipartUpload: up to 10,000 parts, each with its number, ETag and a checksum. */
  test("of ten thousand parts fits in", async () => {
    const part = (i: number) =>
      `<Part><ChecksumSHA256>${"A".repeat(44)}</ChecksumSHA256><ETag>&quot;${"a".repeat(32)}&quot;</ETag><PartNumber>${i}</PartNumber></Part>`;
    const { Part: parts } = await parsed(`<Delete>${repeat(10_000, part)}</Delete>`);
    expect(parts).toHaveLength(10_000);
  });
});
