import { createHash } from "node:crypto";
import { isSlipwayError } from "@slipway/model";
import { Hash } from "@smithy/core/serde";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { credentialScope } from "./claim.ts";
import type { SignedRequest } from "./signed-request.ts";
import { type VerifyOptions, verifySigV4 } from "./verify-sigv4.ts";

/** Key, time and signatures are those of AWS's published Signature Version 4 test suite (aws-c-auth, tests/aws-signing-test-suite/v4). */
const SUITE_KEY = { secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
const SUITE_TIME = "20150830T123600Z";
const suiteOptions: VerifyOptions = { now: new Date("2015-08-30T12:40:00Z") };
const suiteLookup = (id: string) => (id === "AKIDEXAMPLE" ? SUITE_KEY : undefined);

interface Vector {
  readonly name: string;
  readonly method?: string;
  readonly url: string;
  readonly headers?: readonly [string, string][];
  readonly body?: string;
  readonly signature: string;
}

const VECTORS: readonly Vector[] = [
  {
    name: "vanilla",
    url: "/",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  },
  {
    name: "a repeated header",
    url: "/",
    headers: [
      ["My-Header1", "value4"],
      ["My-Header1", "value1"],
      ["My-Header1", "value3"],
      ["My-Header1", "value2"],
    ],
    signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
  },
  {
    name: "header values with white space",
    url: "/",
    headers: [
      ["My-Header1", " value1"],
      ["My-Header2", ' "a   b   c"'],
    ],
    signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
  },
  {
    name: "a query out of order, percent-encoded",
    url: "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
    signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
  },
  {
    name: "a query in UTF-8",
    url: "/?%E1%88%B4=bar",
    signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
  },
  {
    name: "unreserved characters",
    url: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
  },
  {
    name: "a path to normalise",
    url: "/./",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  },
  {
    name: "a form",
    method: "POST",
    url: "/",
    headers: [
      ["Content-Type", "application/x-www-form-urlencoded"],
      ["Content-Length", "13"],
      ["x-amz-content-sha256", "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e"],
    ],
    body: "Param1=value1",
    signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
  },
];

function requestOf(vector: Vector): SignedRequest {
  const pairs = [
    ["Host", "example.amazonaws.com"],
    ["X-Amz-Date", SUITE_TIME],
    ...(vector.headers ?? []),
  ] as const;
  const signed = [...new Set(pairs.map(([name]) => name.toLowerCase()))].sort().join(";");
  const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signed}, Signature=${vector.signature}`;
  const rawHeaders = [...pairs, ["Authorization", authorization] as const].flat();
  return { method: vector.method ?? "GET", url: vector.url, headers: {}, rawHeaders };
}

async function codeOf(answer: Promise<unknown>): Promise<string> {
  try {
    await answer;
    return "verified";
  } catch (error) {
    if (isSlipwayError(error)) return error.code;
    throw error;
  }
}

describe("AWS's published signatures", () => {
  it.each(VECTORS)("verifies $name", async (vector) => {
    const body = Buffer.from(vector.body ?? "");
    const verified = await verifySigV4(requestOf(vector), suiteLookup, { ...suiteOptions, body });
    expect(verified).toMatchObject({
      accessKeyId: "AKIDEXAMPLE",
      service: "service",
      region: "us-east-1",
      key: SUITE_KEY,
    });
  });

  it("verifies a presigned URL", async () => {
    const all = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const url = `/?${all}=${all}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host&X-Amz-Expires=3600&X-Amz-Signature=8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf`;
    const request = { method: "GET", url, headers: { host: "example.amazonaws.com" } };
    expect(await codeOf(verifySigV4(request, suiteLookup, suiteOptions))).toBe("verified");
    const late = { now: new Date("2015-08-30T13:36:01Z") };
    expect(await codeOf(verifySigV4(request, suiteLookup, late))).toBe("SLIP-AUTH-005");
    const changed = { ...request, url: `${url}&more=1` };
    expect(await codeOf(verifySigV4(changed, suiteLookup, suiteOptions))).toBe("SLIP-AUTH-004");
  });
});

describe("what does not verify", () => {
  const vector = VECTORS[0] as Vector;
  const good = requestOf(vector);
  const header = (
    request: SignedRequest,
    name: string,
    change: (value: string) => string,
  ): SignedRequest => ({
    ...request,
    rawHeaders: (request.rawHeaders ?? []).map((text, at, all) =>
      all[at - 1] === name && at % 2 === 1 ? change(text) : text,
    ),
  });
  const authorization = (change: (value: string) => string) => header(good, "Authorization", change);
  const verify = (request: SignedRequest, options = suiteOptions) =>
    codeOf(verifySigV4(request, suiteLookup, options));

  it.each([
    ["no signature at all", { ...good, rawHeaders: ["Host", "example.amazonaws.com"] }, "SLIP-AUTH-001"],
    ["a bearer token", authorization(() => "Bearer abc"), "SLIP-AUTH-002"],
    ["signature version 2", authorization(() => "AWS AKIDEXAMPLE:abc="), "SLIP-AUTH-002"],
    ["a scope with a part missing", authorization((v) => v.replace("us-east-1/", "")), "SLIP-AUTH-002"],
    ["a short signature", authorization((v) => v.slice(0, -1)), "SLIP-AUTH-002"],
    ["a scope of another day", authorization((v) => v.replace("20150830", "20150829")), "SLIP-AUTH-002"],
    ["host not signed", authorization((v) => v.replace("host;", "")), "SLIP-AUTH-002"],
    ["a time that is none", header(good, "X-Amz-Date", () => "yesterday"), "SLIP-AUTH-002"],
    ["a target that is not UTF-8", { ...good, url: "/%FF" }, "SLIP-AUTH-002"],
    ["both ways of signing", { ...good, url: "/?X-Amz-Algorithm=AWS4-HMAC-SHA256" }, "SLIP-AUTH-002"],
    [
      "an unsigned x-amz header",
      { ...good, rawHeaders: [...(good.rawHeaders ?? []), "X-Amz-Copy-Source", "/b/k"] },
      "SLIP-AUTH-002",
    ],
    ["an unknown key", authorization((v) => v.replace("AKIDEXAMPLE", "AKIDOTHER")), "SLIP-AUTH-003"],
    ["another host", header(good, "Host", () => "example.org"), "SLIP-AUTH-004"],
    ["another method", { ...good, method: "DELETE" }, "SLIP-AUTH-004"],
    ["another path", { ...good, url: "/x" }, "SLIP-AUTH-004"],
    ["another query", { ...good, url: "/?x=1" }, "SLIP-AUTH-004"],
    ["another region", authorization((v) => v.replace("us-east-1", "us-east-2")), "SLIP-AUTH-004"],
  ])("%s", async (_, request, code) => {
    expect(await verify(request)).toBe(code);
  });

  it("counts 15 minutes either way and not a second more", async () => {
    expect(await verify(good, { now: new Date("2015-08-30T12:51:00Z") })).toBe("verified");
    expect(await verify(good, { now: new Date("2015-08-30T12:51:01Z") })).toBe("SLIP-AUTH-005");
    expect(await verify(good, { now: new Date("2015-08-30T12:21:00Z") })).toBe("verified");
    expect(await verify(good, { now: new Date("2015-08-30T12:20:59Z") })).toBe("SLIP-AUTH-005");
  });

  it("refuses a signature for another service or region", async () => {
    expect(await verify(good, { ...suiteOptions, service: "s3" })).toBe("SLIP-AUTH-010");
    expect(await verify(good, { ...suiteOptions, region: "eu-west-1" })).toBe("SLIP-AUTH-010");
  });

  it("refuses a body that is not the signed one, whether or not its digest is a header", async () => {
    const form = requestOf(VECTORS.at(-1) as Vector);
    const body = Buffer.from("Param1=value2");
    expect(await verify(form, { ...suiteOptions, body })).toBe("SLIP-AUTH-006");
    expect(await verify(good, { ...suiteOptions, body })).toBe("SLIP-AUTH-004");
  });
});

describe("the AWS SDK's own signer", () => {
  const now = new Date("2026-01-31T10:00:00Z");
  const key = { accessKeyId: "AKIASLIPWAY", secretAccessKey: "secret" };
  const signer = new SignatureV4({
    region: "eu-central-1",
    service: "s3",
    uriEscapePath: false,
    credentials: key,
    sha256: Hash.bind(null, "sha256"),
  });
  const lookup = (id: string) => (id === key.accessKeyId ? key : undefined);
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

  it("is verified for any key and any query of an S3 request", async () => {
    const text = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .filter((s) => Buffer.from(s).toString() === s);
    await fc.assert(
      fc.asyncProperty(text, fc.dictionary(text, text, { maxKeys: 4 }), async (objectKey, query) => {
        const path = `/bucket/${objectKey.split("/").map(encode).join("/")}`;
        const request = new HttpRequest({ method: "GET", path, query, headers: { host: "127.0.0.1:9000" } });
        const signed = await signer.sign(request, { signingDate: now });
        const search = Object.entries(query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
        const url = search.length === 0 ? path : `${path}?${search.join("&")}`;
        const verified = await verifySigV4({ method: "GET", url, headers: signed.headers }, lookup, {
          now,
          service: "s3",
        });
        expect(verified.target.path).toBe(`/bucket/${objectKey}`);
        expect(Object.fromEntries(verified.target.query)).toEqual({ ...query });
      }),
      { numRuns: 60 },
    );
  });

  it("is verified for a path of another service, which is encoded twice", async () => {
    const other = new SignatureV4({
      region: "us-east-1",
      service: "sagemaker",
      credentials: key,
      sha256: Hash.bind(null, "sha256"),
    });
    const path = "/endpoints/a%20b%2Fc/invocations";
    const request = new HttpRequest({ method: "POST", path, headers: { host: "h" }, body: "1,2" });
    const { headers } = await other.sign(request, { signingDate: now });
    const verified = await verifySigV4({ method: "POST", url: path, headers }, lookup, { now });
    expect(verified).toMatchObject({ service: "sagemaker", payload: { kind: "digest" } });
  });

  it("leaves a digest to check when the body is streamed", async () => {
    const request = new HttpRequest({ method: "PUT", path: "/b/k", headers: { host: "h" }, body: "hello" });
    const signed = await signer.sign(request, { signingDate: now });
    const verified = await verifySigV4({ method: "PUT", url: "/b/k", headers: signed.headers }, lookup, {
      now,
    });
    expect(verified.payload).toEqual({
      kind: "digest",
      sha256: createHash("sha256").update("hello").digest("hex"),
    });
  });
});

describe("credentialScope", () => {
  it("reads the service from a header and from a presigned URL, and says nothing of anything else", () => {
    expect(credentialScope(requestOf(VECTORS[0] as Vector))?.service).toBe("service");
    expect(
      credentialScope({ url: "/b/k?X-Amz-Credential=K%2F20260131%2Fr%2Fs3%2Faws4_request", headers: {} })
        ?.service,
    ).toBe("s3");
    expect(
      credentialScope({ url: "/b/k?AWSAccessKeyId=K&Signature=x&Expires=1", headers: {} })?.service,
    ).toBe("s3");
    expect(credentialScope({ url: "/", headers: { authorization: "Bearer x" } })).toBeUndefined();
    expect(credentialScope({ url: "/", headers: {} })).toBeUndefined();
    expect(credentialScope({ url: "/?%FF", headers: {} })).toBeUndefined();
  });
});
