import { expect, test } from "vitest";
import { expectBounded, repeat } from "../testing/cost.ts";
import { awsChunked } from "./aws-chunked.ts";
import type { SignedRequest } from "./signed-request.ts";
import { verifySigV4 } from "./verify-sigv4.ts";

const NOW = new Date("2026-01-31T00:00:00Z");
const CREDENTIAL = "KEY/20260131/us-east-1/s3/aws4_request";
const KEY = { secretAccessKey: "secret" };

/** A request of a known key whose signature is wrong, so that all of its canonical form has to be made. */
function signed(url: string, headers: readonly (readonly [string, string])[] = [], also = ""): SignedRequest {
  const all = [
    ["host", "localhost"],
    ["x-amz-date", "20260131T000000Z"],
    ["x-amz-content-sha256", "UNSIGNED-PAYLOAD"],
    [
      "authorization",
      `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=host;x-amz-content-sha256;x-amz-date${also}, Signature=${"0".repeat(64)}`,
    ],
    ...headers,
  ] as const;
  return { method: "GET", url, headers: {}, rawHeaders: all.flat() };
}

const HOSTILE: readonly (readonly [title: string, size: number, request: (size: number) => SignedRequest])[] =
  [
    ["the same parameter", 4_000, (n) => signed(`/b/k?${"a&".repeat(n)}`)],
    ["different parameters", 2_000, (n) => signed(`/b/k?${repeat(n, (i) => `a${i}=b`, "&")}`)],
    ["encoded characters", 4_000, (n) => signed(`/b/${"%20".repeat(n)}`)],
    ["segments", 8_000, (n) => signed(`/b/${"/".repeat(n)}`)],
    [
      "spaces in a signed header",
      8_000,
      (n) => signed("/b/k", [["x-amz-meta-a", `a${" ".repeat(n)}b`]], ";x-amz-meta-a"),
    ],
    ["headers that it says are signed", 4_000, (n) => signed("/b/k", [], ";a".repeat(n))],
    [
      "repeated headers",
      1_000,
      (n) =>
        signed(
          "/b/k",
          Array.from({ length: n }, () => ["x-amz-meta-a", "b"] as const),
          ";x-amz-meta-a",
        ),
    ],
  ];

test.each(HOSTILE)("A request of many %s costs by its size and no more", async (_, size, request) => {
  await expectBounded(size, (n) => {
    const one = request(n);
    return {
      bytes: 20_000,
      run: async () => {
        for (let times = 0; times < 10; times++) {
          await verifySigV4(one, () => KEY, { now: NOW }).catch((error: unknown) =>
            expect(error).toMatchObject({ code: expect.stringMatching(/^SLIP-AUTH-00[24]$/) }),
          );
        }
      },
    };
  });
});

const chunks = (count: number, size: number): Buffer =>
  Buffer.from(`${`${size.toString(16)}\r\n${"x".repeat(size)}\r\n`.repeat(count)}0\r\n\r\n`);

async function read(body: Buffer): Promise<number> {
  let size = 0;
  const source = (async function* () {
    for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536);
  })();
  for await (const piece of awsChunked(source, { kind: "chunked", trailer: true }, new Map()))
    size += piece.length;
  return size;
}

test("A body in tiny chunks throughout is refused before it has cost much", async () => {
  await expectBounded(20_000, (n) => {
    const body = chunks(n, 1);
    return {
      bytes: body.length,
      run: () => expect(read(body)).rejects.toMatchObject({ code: "SLIP-AUTH-007" }),
    };
  });
});

test.each(["\r\n", "\n", "a:b\r\n"])(
  "A body that goes on with lines of %j after its end is refused",
  async (line) => {
    await expectBounded(100_000, (n) => {
      const body = Buffer.from(`0\r\n${line.repeat(n)}`);
      return {
        bytes: body.length,
        run: () => expect(read(body)).rejects.toMatchObject({ code: "SLIP-AUTH-007" }),
      };
    });
  },
);

test("A body with some tiny chunks, or many of a usual size, is read", async () => {
  expect(await read(chunks(5_000, 1))).toBe(5_000);
  expect(await read(chunks(300, 65_536))).toBe(300 * 65_536);
});
