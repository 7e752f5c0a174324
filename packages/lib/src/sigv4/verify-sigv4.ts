import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { SlipwayError } from "@slipway/model";
import { type Claim, claimOf } from "./claim.ts";
import { bodyMismatch, chunkSigner, type PayloadRule } from "./payload-rule.ts";
import { parameter, type RequestTarget, requestTarget } from "./request-target.ts";
import { headerValues, type SignedRequest } from "./signed-request.ts";
import { signingKey, stringToSign } from "./string-to-sign.ts";

export interface SigningSecret {
  readonly secretAccessKey: string;
}

/** A request whose signature is proven. The body is not yet: S3 doors read it through `verifiedBody`. */
export interface Verified<K extends SigningSecret> {
  readonly accessKeyId: string;
  /** What `lookup` gave. */
  readonly key: K;
  readonly service: string;
  readonly region: string;
  readonly signedHeaders: readonly string[];
  readonly target: RequestTarget;
  readonly payload: PayloadRule;
}

export interface VerifyOptions {
  readonly now: Date;
  /** The only service whose signatures count here; absent means any. */
  readonly service?: string | undefined;
  /** The only region; absent means any. */
  readonly region?: string | undefined;
  /** The body when it is held whole: then it is checked here, and `payload` needs no more checking. */
  readonly body?: Uint8Array;
}

const SKEW_MS = 15 * 60 * 1000;
const DIGEST = /^[0-9a-f]{64}$/;

/** A claim that may be true: the key is known and the time is right, only the signature is still to be proven. */
export interface Plausible<K extends SigningSecret> {
  readonly method: string;
  readonly claim: Claim;
  readonly headers: ReadonlyMap<string, string>;
  readonly target: RequestTarget;
  readonly key: K;
}

/** Finds what a request must be signed with; the session token is the one that the signature covers. */
export type Lookup<K extends SigningSecret> = (
  accessKeyId: string,
  sessionToken: string | undefined,
) => K | undefined;

/**
 * Refuses what no body could make right, so that bodies are read for known keys alone. Throws SLIP-AUTH-001 to 003,
 * 005 and 010, and what `lookup` throws.
 */
export function checkClaim<K extends SigningSecret>(
  request: SignedRequest,
  lookup: Lookup<K>,
  options: Pick<VerifyOptions, "now" | "service" | "region">,
): Plausible<K> {
  const headers = headerValues(request);
  const target = requestTarget(request.url);
  const claim = claimOf(target, headers);
  checkScope(claim, options);
  checkTime(claim, options.now);
  checkCoverage(claim, headers);
  const key = lookup(claim.scope.accessKeyId, sessionTokenOf(claim, { headers, target }));
  if (key !== undefined) return { method: request.method ?? "GET", claim, headers, target, key };
  throw new SlipwayError(
    "SLIP-AUTH-003",
    `The access key ${JSON.stringify(claim.scope.accessKeyId.slice(0, 128))} is not known here.`,
  );
}

/**
 * Proves a request's AWS signature version 4, from its headers or from a presigned URL, in constant time.
 * Throws SLIP-AUTH-001 to 006 and 010, and what `lookup` throws.
 */
export async function verifySigV4<K extends SigningSecret>(
  request: SignedRequest,
  lookup: Lookup<K>,
  options: VerifyOptions,
): Promise<Verified<K>> {
  return proveClaim(checkClaim(request, lookup, options), options.body);
}

/** The second half of `verifySigV4`, for who reads a body between the two. Throws SLIP-AUTH-002, 004 and 006. */
export async function proveClaim<K extends SigningSecret>(
  { method, claim, headers, target, key }: Plausible<K>,
  body: Uint8Array | undefined,
): Promise<Verified<K>> {
  const payloadDigest = payloadHash(claim, { headers, target }, body);
  const secret = await signingKey(claim, key.secretAccessKey);
  const text = stringToSign(claim, {
    method,
    target,
    headers: Object.fromEntries(claim.signedHeaders.map((name) => [name, headers.get(name) ?? ""])),
    payloadHash: payloadDigest,
  });
  checkSignature(claim, createHmac("sha256", secret).update(text).digest());
  const { accessKeyId, service, region } = claim.scope;
  const payload = payloadRule(payloadDigest, { claim, key: secret, text, body });
  return { accessKeyId, key, service, region, signedHeaders: claim.signedHeaders, target, payload };
}

function sessionTokenOf(
  { via }: Claim,
  { headers, target }: { headers: ReadonlyMap<string, string>; target: RequestTarget },
): string | undefined {
  const header = headers.get("x-amz-security-token");
  return via === "header" ? header : (parameter(target, "X-Amz-Security-Token") ?? header);
}

function checkScope(
  { scope, signedAt }: Claim,
  { service, region }: Pick<VerifyOptions, "service" | "region">,
): void {
  if (service !== undefined && scope.service !== service)
    throw elsewhere(`The credential is scoped to the service "${scope.service}", expected "${service}".`);
  if (region !== undefined && scope.region !== region)
    throw elsewhere(`The credential is scoped to the region "${scope.region}", expected "${region}".`);
  const day = signedAt.toISOString().slice(0, 10).replaceAll("-", "");
  if (scope.date !== day)
    throw malformed(`The credential's date is ${scope.date}, but the request was signed on ${day}.`);
}

function checkTime(claim: Claim, now: Date): void {
  const ageMs = now.getTime() - claim.signedAt.getTime();
  const allowedMs = claim.expiresSeconds === undefined ? SKEW_MS : claim.expiresSeconds * 1000;
  if (ageMs <= allowedMs && ageMs >= -SKEW_MS) return;
  const what = ageMs < 0 ? "in the future" : "ago";
  const limit =
    claim.expiresSeconds === undefined
      ? "at most 15 minutes are allowed"
      : `it was valid for ${claim.expiresSeconds} s`;
  throw new SlipwayError(
    "SLIP-AUTH-005",
    `The request was signed ${Math.abs(Math.round(ageMs / 1000))} s ${what} by this server's clock (${now.toISOString()}); ${limit}.`,
  );
}

/** A header that changes what a request means must not be added behind the signer's back. */
function checkCoverage(claim: Claim, headers: ReadonlyMap<string, string>): void {
  const signed = new Set(claim.signedHeaders);
  if (!signed.has("host")) throw malformed("The header host must be among the signed headers.");
  for (const name of headers.keys()) {
    if (name.startsWith("x-amz-") && !signed.has(name)) {
      throw malformed(`The header ${name} is present but not among the signed headers.`);
    }
  }
}

function payloadHash(
  claim: Claim,
  { headers, target }: { headers: ReadonlyMap<string, string>; target: RequestTarget },
  body: Uint8Array | undefined,
): string {
  const header = headers.get("x-amz-content-sha256");
  if (header !== undefined && claim.signedHeaders.includes("x-amz-content-sha256")) return header;
  if (claim.scope.service !== "s3") return sha256(body ?? "");
  if (claim.via === "query") return parameter(target, "X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD";
  throw malformed("The header x-amz-content-sha256 is missing; S3 requests must carry it.");
}

function checkSignature(claim: Claim, expected: Buffer): void {
  if (timingSafeEqual(expected, Buffer.from(claim.signature, "hex"))) return;
  throw new SlipwayError(
    "SLIP-AUTH-004",
    `The signature does not match: the secret key is not the one of ${claim.scope.accessKeyId}, or the request was changed on its way.`,
  );
}

function payloadRule(
  hash: string,
  proof: {
    readonly claim: Claim;
    readonly key: KeyObject;
    readonly text: string;
    readonly body: Uint8Array | undefined;
  },
): PayloadRule {
  if (DIGEST.test(hash)) {
    if (proof.body === undefined) return { kind: "digest", sha256: hash };
    if (sha256(proof.body) !== hash) throw bodyMismatch();
    return { kind: "unchecked" };
  }
  const [, time = "", scope = ""] = proof.text.split("\n");
  const signer = () => chunkSigner({ key: proof.key, signature: proof.claim.signature, time, scope });
  switch (hash) {
    case "UNSIGNED-PAYLOAD":
      return { kind: "unchecked" };
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
      return { kind: "chunked", trailer: true };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
      return { kind: "chunked", trailer: false, signer: signer() };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
      return { kind: "chunked", trailer: true, signer: signer() };
    default:
      throw malformed(
        `x-amz-content-sha256 must be a SHA-256 digest or one of S3's words for it, got ${JSON.stringify(hash.slice(0, 64))}.`,
      );
  }
}

const sha256 = (data: Uint8Array | string): string => hash("sha256", data);
const elsewhere = (message: string): SlipwayError => new SlipwayError("SLIP-AUTH-010", message);
const malformed = (message: string): SlipwayError => new SlipwayError("SLIP-AUTH-002", message);
