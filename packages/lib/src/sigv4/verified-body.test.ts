import { createHmac, createSecretKey } from "node:crypto";
import { isSlipwayError } from "@slipway/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chunkSigner, type PayloadRule } from "./payload-rule.ts";
import { verifiedBody } from "./verified-body.ts";
import { verifySigV4 } from "./verify-sigv4.ts";

/** The key and the signatures of the examples in the S3 API reference, "Signature calculations: transferring a payload in multiple chunks". */
const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const now = new Date("2013-05-24T00:00:00Z");
const A64K = "a".repeat(65_536);
const A1K = "a".repeat(1024);

async function* inPieces(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, rule: PayloadRule, pieces = 10_000) {
  const trailers = new Map<string, string>();
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of verifiedBody(inPieces(text, pieces), rule, trailers)) chunks.push(chunk);
  } catch (error) {
    if (isSlipwayError(error)) return { code: error.code };
    throw error;
  }
  return { body: Buffer.concat(chunks).toString(), trailers: Object.fromEntries(trailers) };
}

const signedChunks = (signatures: readonly string[]) =>
  [A64K, A1K, ""]
    .map((data, at) => `${data.length.toString(16)};chunk-signature=${signatures[at]}\r\n${data}\r\n`)
    .join("");

const SIGNATURES = [
  "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
  "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
  "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
];

describe("the example of S3's reference for signed chunks", () => {
  const headers = {
    host: "s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": "66560",
    "content-length": "66824",
    authorization:
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
  };
  const rule = async () => {
    const request = { method: "PUT", url: "/examplebucket/chunkObject.txt", headers };
    return (await verifySigV4(request, () => ({ secretAccessKey: SECRET }), { now, service: "s3" })).payload;
  };

  it("is verified and decoded", async () => {
    expect(await read(signedChunks(SIGNATURES), await rule())).toEqual({ body: A64K + A1K, trailers: {} });
  });

  it.each([
    ["a byte changed in a chunk", (text: string) => text.replace("aaaa\r\n", "aaab\r\n")],
    ["a chunk left out", (text: string) => text.slice(text.indexOf("400;"))],
    ["the last signature changed", (text: string) => text.replace("b6c6", "b6c7")],
  ])("with %s is refused", async (_, change) => {
    expect(await read(change(signedChunks(SIGNATURES)), await rule())).toEqual({ code: "SLIP-AUTH-006" });
  });

  it.each([
    ["without its end", (text: string) => text.slice(0, -90)],
    ["cut within a chunk", (text: string) => text.slice(0, 1000)],
    ["with a size that is none", (text: string) => text.replace("400;", "-1;")],
    [
      "with a line without an end",
      (text: string) => `${text.slice(0, text.indexOf(";"))}${"0".repeat(2000)}`,
    ],
    [
      "with trailers that nobody announced",
      (text: string) => `${text.slice(0, -2)}x-amz-checksum-crc32:AAAA\r\n\r\n`,
    ],
  ])("%s is unreadable", async (_, change) => {
    expect(await read(change(signedChunks(SIGNATURES)), await rule())).toEqual({ code: "SLIP-AUTH-007" });
  });
});

describe("signed trailers", () => {
  const key = ["20130524", "us-east-1", "s3", "aws4_request"].reduce<Buffer | string>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${SECRET}`,
  );
  const rule = (): PayloadRule => ({
    kind: "chunked",
    trailer: true,
    signer: chunkSigner({
      key: createSecretKey(key as Buffer),
      signature: "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
      time: "20130524T000000Z",
      scope: "20130524/us-east-1/s3/aws4_request",
    }),
  });
  const chunks = signedChunks([
    "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
    "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
    "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
  ]).slice(0, -2);
  const trailer = (checksum: string) =>
    `${chunks}x-amz-checksum-crc32c:${checksum}\r\nx-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n`;

  it("of S3's reference are verified", async () => {
    expect(await read(trailer("sOO8/Q=="), rule())).toEqual({
      body: A64K + A1K,
      trailers: { "x-amz-checksum-crc32c": "sOO8/Q==" },
    });
  });

  it("are refused when they were changed or are missing", async () => {
    expect(await read(trailer("sOO8/R=="), rule())).toEqual({ code: "SLIP-AUTH-006" });
    expect(await read(`${chunks}\r\n`, rule())).toEqual({ code: "SLIP-AUTH-006" });
  });
});

describe("unsigned chunks", () => {
  it("are the same body however they are cut and however they arrive", async () => {
    const piece = fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 8 }),
        fc.integer({ min: 1, max: 50 }),
        async (pieces, arriving) => {
          const text = [...pieces, ""].map(
            (data) => `${data.length.toString(16)}\r\n${data}${data === "" ? "" : "\r\n"}`,
          );
          const wire = `${text.join("")}x-amz-checksum-crc32:AAAAAA==\r\n\r\n`;
          const rule = { kind: "chunked", trailer: true } as const;
          expect(await read(wire, rule, arriving)).toEqual({
            body: pieces.join(""),
            trailers: { "x-amz-checksum-crc32": "AAAAAA==" },
          });
        },
      ),
    );
  });

  it("that are longer than they say are unreadable", async () => {
    expect(await read("3\r\nabcd\r\n0\r\n\r\n", { kind: "chunked", trailer: true })).toEqual({
      code: "SLIP-AUTH-007",
    });
  });
});

describe("a body with a digest", () => {
  it("passes when it has it and fails at its end when it has not", async () => {
    const sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    expect(await read("hello", { kind: "digest", sha256 }, 2)).toEqual({ body: "hello", trailers: {} });
    expect(await read("hallo", { kind: "digest", sha256 }, 2)).toEqual({ code: "SLIP-AUTH-006" });
  });
});
