import { createSecretKey, hash, type KeyObject } from "node:crypto";
import { Hash } from "@smithy/core/serde";
import { createScope, getCanonicalHeaders, getSigningKey, SignatureV4Base } from "@smithy/signature-v4";
import { LRUCache } from "lru-cache";
import type { Claim } from "./claim.ts";
import type { RequestTarget } from "./request-target.ts";

/** The hash the signer works with: Node's own SHA-256. */
class Sha256 extends Hash {
  constructor(secret?: ConstructorParameters<typeof Hash>[1]) {
    super("sha256", secret);
  }
}

/** A request as the signer reads it; where it was sent to is in its headers. */
type Resigned = Parameters<typeof getCanonicalHeaders>[0];

/** Re-signs what a claim covers; the canonical forms are the AWS SDK's own. */
class Resigner extends SignatureV4Base {
  constructor(claim: Claim) {
    const { region, service } = claim.scope;
    const credentials = { accessKeyId: "", secretAccessKey: "" };
    super({ region, service, credentials, sha256: Sha256, uriEscapePath: service !== "s3" });
  }

  stringToSign(claim: Claim, request: Resigned, payloadHash: string): string {
    const headers = getCanonicalHeaders(request, new Set(), new Set(claim.signedHeaders));
    const canonical = this.createCanonicalRequest(request, headers, payloadHash);
    const { date, region, service } = claim.scope;
    const { longDate } = this.formatDate(claim.signedAt);
    const scope = createScope(date, region, service);
    return ["AWS4-HMAC-SHA256", longDate, scope, hash("sha256", canonical)].join("\n");
  }
}

export interface Covered {
  readonly method: string;
  readonly target: RequestTarget;
  /** Only the signed ones. */
  readonly headers: Readonly<Record<string, string>>;
  /** The last line of the canonical request: a digest, or one of S3's words such as UNSIGNED-PAYLOAD. */
  readonly payloadHash: string;
}

export function stringToSign(claim: Claim, covered: Covered): string {
  const path = covered.target.segments.map(encode).join("/");
  const query: Record<string, string[]> = Object.create(null);
  for (const [name, value] of covered.target.query) {
    query[name] = [...(query[name] ?? []), value];
  }
  const { method, headers } = covered;
  const request = { method, path, query, headers: { ...headers }, protocol: "https:", hostname: "" };
  return new Resigner(claim).stringToSign(claim, request, covered.payloadHash);
}

/** By secret, day, region and service: a key takes four HMACs to derive and is good for a day's requests. */
const signingKeys = new LRUCache<string, KeyObject>({ max: 1_000 });

export async function signingKey(claim: Pick<Claim, "scope">, secretAccessKey: string): Promise<KeyObject> {
  const { accessKeyId, date, region, service } = claim.scope;
  const name = JSON.stringify([secretAccessKey, date, region, service]);
  const known = signingKeys.get(name);
  if (known !== undefined) return known;
  const derived = await getSigningKey(Sha256, { accessKeyId, secretAccessKey }, date, region, service);
  const key = createSecretKey(derived);
  signingKeys.set(name, key);
  return key;
}

const encode = (part: string): string =>
  encodeURIComponent(part).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
