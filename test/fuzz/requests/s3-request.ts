import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { mutateBytes, mutateText, pick } from "../support/mutate.ts";
import { encodePath, presigned, signed } from "../support/sign.ts";
import type { FuzzTarget } from "../support/target.ts";
import { chunkedBody } from "./multipart-request.ts";
import { spoil } from "./sagemaker-request.ts";

interface Draft {
  method: string;
  bucket: string;
  key?: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: Buffer;
}

const NAMES = 20;
const HEADERS: readonly (readonly [string, readonly string[]])[] = [
  ["range", ["bytes=0-1", "bytes=-1", "bytes=5-1", "bytes=0-0,2-3", "x"]],
  ["if-match", ["*", '"x"', "x"]],
  ["if-none-match", ["*", '"x"']],
  ["if-modified-since", ["Sat, 31 Jan 2026 00:00:00 GMT", "x"]],
  ["if-unmodified-since", ["Sat, 31 Jan 2026 00:00:00 GMT"]],
  ["x-amz-meta-a", ["b", " b  c ", "x".repeat(3_000)]],
  ["x-amz-copy-source", ["/fuzz/fuzz-1", "fuzz/none", "%zz", "/"]],
  ["x-amz-copy-source-range", ["bytes=0-0", "bytes=9-1", "x"]],
  ["x-amz-metadata-directive", ["COPY", "REPLACE", "x"]],
  ["x-amz-checksum-crc32", ["AAAAAA==", "x"]],
  ["x-amz-checksum-none", ["x"]],
  ["content-md5", ["1B2M2Y8AsgTpgAmY7PhCfg==", "x"]],
  ["x-amz-acl", ["private", "public-read"]],
  ["x-amz-server-side-encryption", ["AES256", "aws:kms"]],
  ["x-amz-expected-bucket-owner", ["123456789012", "1"]],
  ["content-type", ["text/plain", "x"]],
];
const QUERIES: readonly (readonly [string, readonly string[]])[] = [
  ["list-type", ["2", "1"]],
  ["prefix", ["fuzz", "%", "\u0000", "/"]],
  ["delimiter", ["/", "ab", ""]],
  ["max-keys", ["1", "0", "-1", "x", "100000"]],
  ["marker", ["fuzz-1"]],
  ["continuation-token", ["ZnV6eg", "x=="]],
  ["start-after", ["fuzz-1"]],
  ["encoding-type", ["url", "x"]],
  ["uploads", [""]],
  ["uploadId", ["x", "00000000-0000-0000-0000-000000000000", "../x"]],
  ["partNumber", ["1", "0", "10001", "x"]],
  ["acl", [""]],
  ["versioning", [""]],
  ["response-content-type", ["text/plain", "a\r\nb"]],
  ["versionId", ["null"]],
];

/** A signed or presigned request to the S3 door, changed here and there, now and then after it was signed. */
export async function s3Request(random: Random, target: FuzzTarget): Promise<FuzzRequest> {
  const draft = drafted(random);
  if (random.chance(0.5)) change(random, draft);
  if (draft.bucket !== "fuzz" && !draft.bucket.startsWith("fuzz-") && !["GET", "HEAD"].includes(draft.method))
    draft.bucket = "fuzz";
  const { method, bucket, key, query, body } = draft;
  const path = encodePath(bucket === "" ? [] : key === undefined ? [bucket] : [bucket, ...key.split("/")]);
  if (random.chance(0.15))
    return {
      door: "s3",
      method,
      path: await presigned(target, { method, path, query }),
      headers: { host: `127.0.0.1:${target.ports.aws}` },
      body,
    };
  const sent = random.chance(0.3) && body.length > 0 ? chunkedBody(random, body) : { headers: {}, body };
  const headers = { ...draft.headers, ...sent.headers };
  const made = await signed(target, { service: "s3", method, path, query, headers, body: sent.body });
  if (random.chance(0.03)) spoil(random, made.headers);
  return { door: "s3", method, ...made, body: sent.body };
}

function drafted(random: Random): Draft {
  const name = `fuzz-${random.between(0, NAMES - 1)}`;
  const key = random.chance(0.8) ? name : `${name}/a//b/${name}`;
  const plain = { bucket: "fuzz", query: [] as [string, string][], headers: {}, body: Buffer.alloc(0) };
  switch (random.between(0, 12)) {
    case 0:
    case 1:
    case 2:
      return {
        ...plain,
        method: "PUT",
        key,
        body: Buffer.alloc(random.between(0, random.chance(0.1) ? 200_000 : 300), name),
      };
    case 3:
    case 4:
      return { ...plain, method: "GET", key };
    case 5:
      return { ...plain, method: "HEAD", key };
    case 6:
      return { ...plain, method: "DELETE", key };
    case 7:
      return {
        ...plain,
        method: "GET",
        query: [
          ["list-type", "2"],
          ["max-keys", "10"],
        ],
      };
    case 8:
      return { ...plain, method: "POST", query: [["delete", ""]], body: deletion(random) };
    case 9:
      return { ...plain, method: "POST", key, query: [["uploads", ""]] };
    case 10:
      return {
        ...plain,
        method: pick(random, ["POST", "PUT", "DELETE", "GET"]),
        key,
        query: [["uploadId", "x"]],
        body: completion(random),
      };
    case 11:
      return {
        ...plain,
        method: pick(random, ["PUT", "DELETE", "HEAD", "GET"]),
        bucket: `fuzz-b-${random.between(0, 3)}`,
      };
    default:
      return { ...plain, method: "GET", bucket: "" };
  }
}

const deletion = (random: Random): Buffer => {
  const objects = Array.from(
    { length: random.between(0, 30) },
    (_, index) => `<Object><Key>fuzz-${index}</Key></Object>`,
  );
  return Buffer.from(
    `<?xml version="1.0"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${objects.join("")}</Delete>`,
  );
};

const completion = (random: Random): Buffer => {
  const parts = Array.from(
    { length: random.between(0, 30) },
    (_, index) => `<Part><PartNumber>${index}</PartNumber><ETag>x</ETag></Part>`,
  );
  return Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`);
};

function change(random: Random, draft: Draft): void {
  if (draft.body.length > 0 && random.chance(0.5)) draft.body = mutateBytes(random, draft.body);
  if (random.chance(0.5)) {
    const [name, values] = pick(random, QUERIES);
    draft.query.push([
      name,
      random.chance(0.8) ? pick(random, values) : mutateText(random, pick(random, values)),
    ]);
  }
  if (random.chance(0.5)) {
    const [name, values] = pick(random, HEADERS);
    draft.headers[name] = random.chance(0.8)
      ? pick(random, values)
      : printable(mutateText(random, pick(random, values)));
  }
  if (draft.key !== undefined && random.chance(0.2))
    draft.key = mutateText(random, draft.key).slice(0, 1_500);
  if (random.chance(0.05)) draft.bucket = mutateText(random, draft.bucket).slice(0, 100);
  if (random.chance(0.05))
    draft.method = pick(random, ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS"]);
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, "").slice(0, 4_000);
