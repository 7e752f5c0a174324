import { createHmac } from "node:crypto";
import { SlipwayError } from "@slipway/model";
import { sameBytes } from "#lib/same-bytes.ts";
import { parameter, type RequestTarget, requestTarget } from "#lib/sigv4/request-target.ts";
import { headerValues, type SignedRequest } from "#lib/sigv4/signed-request.ts";
import type { Lookup, SigningSecret, Verified } from "#lib/sigv4/verify-sigv4.ts";

/** Query parameters that the signature covers, of those that are served here. */
const COVERED =
  /^(?:acl|cors|delete|encryption|lifecycle|location|logging|notification|object-lock|partNumber|policy|replication|requestPayment|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website|response-[a-z-]+)$/;
/** Of temporary credentials; as a parameter it is signed as the header of this name would be. */
const TOKEN = "x-amz-security-token";
const OWN = new Set(["AWSAccessKeyId", "Signature", "Expires"]);

/** Whether it is a URL presigned with signature version 2, which botocore still makes unless told otherwise. */
export function isPresignedV2(request: SignedRequest): boolean {
  const { query } = requestTarget(request.url);
  return [...OWN].every((own) => query.some(([name]) => name === own));
}

/**
 * Proves such a URL (HMAC-SHA1, as S3's reference has it under "query string request authentication"). It covers neither the host
 * nor most parameters, so one that it does not cover is refused. `bucket` is the one that the host names, if it does.
 * Throws SLIP-AUTH-002 to 005.
 */
export function verifyPresignedV2<K extends SigningSecret & { readonly region: string }>(
  request: SignedRequest,
  lookup: Lookup<K>,
  { now, bucket }: { readonly now: Date; readonly bucket: string | undefined },
): Verified<K> {
  const target = requestTarget(request.url);
  const accessKeyId = parameter(target, "AWSAccessKeyId") ?? "";
  const expires = parameter(target, "Expires") ?? "";
  checkParameters(target);
  checkExpiry(expires, now);
  const key = lookup(accessKeyId, parameter(target, TOKEN) ?? headerValues(request).get(TOKEN));
  if (key === undefined) {
    throw new SlipwayError(
      "SLIP-AUTH-003",
      `The access key ${JSON.stringify(accessKeyId.slice(0, 128))} is not known here.`,
    );
  }
  const text = stringToSign(request, { target, expires, bucket });
  const expected = createHmac("sha1", key.secretAccessKey).update(text).digest();
  const given = Buffer.from(parameter(target, "Signature") ?? "", "base64");
  if (!sameBytes(given, expected)) {
    throw new SlipwayError(
      "SLIP-AUTH-004",
      `The signature of the presigned URL does not match the secret key of ${accessKeyId}.`,
    );
  }
  const payload = { kind: "unchecked" } as const;
  return { accessKeyId, key, service: "s3", region: key.region, signedHeaders: [], target, payload };
}

function checkParameters({ query }: RequestTarget): void {
  const loose = query.find(([name]) => !OWN.has(name) && !COVERED.test(name) && !isHeaderCopy(name));
  if (loose === undefined) return;
  throw new SlipwayError(
    "SLIP-AUTH-002",
    `A URL presigned with signature version 2 does not cover the parameter ${JSON.stringify(loose[0].slice(0, 100))}; presign with version 4 (s3v4).`,
  );
}

function checkExpiry(expires: string, now: Date): void {
  if (!/^\d{1,12}$/.test(expires)) {
    throw new SlipwayError("SLIP-AUTH-002", "Expires must be a time in seconds since 1970.");
  }
  if (Number(expires) * 1000 >= now.getTime()) return;
  throw new SlipwayError(
    "SLIP-AUTH-005",
    `The presigned URL was valid until ${new Date(Number(expires) * 1000).toISOString()}.`,
  );
}

/** botocore repeats these headers as parameters; the headers themselves are what counts and what is signed. */
const isHeaderCopy = (name: string): boolean => ["content-type", "content-md5", TOKEN].includes(name);

function stringToSign(
  request: SignedRequest,
  {
    target,
    expires,
    bucket,
  }: { readonly target: RequestTarget; readonly expires: string; readonly bucket: string | undefined },
): string {
  const headers = new Map(headerValues(request));
  const token = parameter(target, TOKEN);
  if (token !== undefined) headers.set(TOKEN, token);
  const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
  const covered = target.query.filter(([name]) => COVERED.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  const query = covered.map(([name, value]) => (value === "" ? name : `${name}=${value}`)).join("&");
  const resource = `${bucket === undefined ? "" : `/${bucket}`}${path}${query === "" ? "" : `?${query}`}`;
  const amz = [...headers].filter(([name]) => name.startsWith("x-amz-")).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    request.method ?? "GET",
    headers.get("content-md5") ?? "",
    headers.get("content-type") ?? "",
    expires,
    ...amz.map(([name, value]) => `${name}:${value}`),
    resource,
  ].join("\n");
}
