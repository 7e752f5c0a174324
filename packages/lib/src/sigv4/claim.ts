import { SlipwayError } from "@slipway/model";
import { parameter, type RequestTarget, requestTarget } from "./request-target.ts";
import { headerValues, type SignedRequest } from "./signed-request.ts";

/** Who a credential says it is of, and for what: `KEY/20260131/us-east-1/s3/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** yyyymmdd. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** What a request says of its own signature; nothing of it is proven yet. */
export interface Claim {
  readonly via: "header" | "query";
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  readonly signedAt: Date;
  /** Presigned URLs: seconds after `signedAt`. */
  readonly expiresSeconds?: number;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const WEEK_SECONDS = 7 * 24 * 60 * 60;

/** Reads the claim out of the Authorization header or a presigned URL. Throws SLIP-AUTH-001 (none) or SLIP-AUTH-002. */
export function claimOf(target: RequestTarget, headers: ReadonlyMap<string, string>): Claim {
  const authorization = headers.get("authorization");
  const presigned = parameter(target, "X-Amz-Algorithm") !== undefined;
  if (authorization !== undefined && presigned) {
    throw malformed("Only one way of signing is allowed: the Authorization header or the query, not both.");
  }
  if (authorization !== undefined) return fromHeader(authorization, headers);
  if (presigned) return fromQuery(target);
  throw new SlipwayError(
    "SLIP-AUTH-001",
    "The request is not signed: it has neither an Authorization header nor X-Amz-Algorithm in its query.",
  );
}

/**
 * The scope a request claims, unproven, to choose the door by; undefined when it claims none that can be read. URLs presigned with
 * signature version 2 have no scope, but are S3's alone; other services of that time say the version.
 */
export function credentialScope(request: SignedRequest): CredentialScope | undefined {
  try {
    const { authorization = headerValues(request).get("authorization") } = request.headers;
    if (typeof authorization === "string") return scopeOf(/\bCredential=([^,\s]+)/.exec(authorization)?.[1]);
    const target = requestTarget(request.url);
    const version2 = parameter(target, "AWSAccessKeyId");
    const isS3 = version2 !== undefined && parameter(target, "SignatureVersion") === undefined;
    if (isS3) return { accessKeyId: version2, date: "", region: "", service: "s3" };
    return scopeOf(parameter(target, "X-Amz-Credential"));
  } catch {
    return undefined;
  }
}

function fromHeader(authorization: string, headers: ReadonlyMap<string, string>): Claim {
  const space = authorization.indexOf(" ");
  const algorithm = space < 0 ? authorization : authorization.slice(0, space);
  checkAlgorithm(algorithm);
  const parts = new Map<string, string>();
  for (const part of authorization.slice(space + 1).split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return {
    via: "header",
    scope: scopeOf(parts.get("Credential")),
    signedHeaders: signedHeadersOf(parts.get("SignedHeaders")),
    signature: signatureOf(parts.get("Signature")),
    signedAt: signedAtOf(headers.get("x-amz-date") ?? headers.get("date")),
  };
}

function fromQuery(target: RequestTarget): Claim {
  checkAlgorithm(parameter(target, "X-Amz-Algorithm") ?? "");
  const expires = parameter(target, "X-Amz-Expires") ?? "";
  const expiresSeconds = /^\d{1,6}$/.test(expires) ? Number(expires) : Number.NaN;
  if (!(expiresSeconds >= 1 && expiresSeconds <= WEEK_SECONDS)) {
    throw malformed(
      `X-Amz-Expires must be from 1 to ${WEEK_SECONDS} seconds (a week), got ${JSON.stringify(expires)}.`,
    );
  }
  return {
    via: "query",
    scope: scopeOf(parameter(target, "X-Amz-Credential")),
    signedHeaders: signedHeadersOf(parameter(target, "X-Amz-SignedHeaders")),
    signature: signatureOf(parameter(target, "X-Amz-Signature")),
    signedAt: signedAtOf(parameter(target, "X-Amz-Date")),
    expiresSeconds,
  };
}

function checkAlgorithm(algorithm: string): void {
  if (algorithm === ALGORITHM) return;
  throw malformed(
    `The signing algorithm must be ${ALGORITHM} (signature version 4), got ${JSON.stringify(algorithm.slice(0, 40))}.`,
  );
}

function scopeOf(credential: string | undefined): CredentialScope {
  const parts = (credential ?? "").split("/");
  const [accessKeyId, date, region, service, end] = parts;
  const whole = parts.length === 5 && parts.every((part) => part !== "") && end === "aws4_request";
  if (
    !whole ||
    accessKeyId === undefined ||
    date === undefined ||
    region === undefined ||
    service === undefined
  ) {
    throw malformed("Credential must read KEY/yyyymmdd/REGION/SERVICE/aws4_request.");
  }
  return { accessKeyId, date, region, service };
}

/** More than any client signs. */
const MOST_SIGNED = 200;

function signedHeadersOf(list: string | undefined): string[] {
  const names = (list ?? "").split(";");
  if (names.length > MOST_SIGNED) {
    throw malformed(`SignedHeaders lists ${names.length} headers, at most ${MOST_SIGNED} are allowed.`);
  }
  if (names.includes("")) throw malformed("SignedHeaders must list header names, joined by semicolons.");
  return names.map((name) => name.toLowerCase());
}

function signatureOf(signature: string | undefined): string {
  if (signature !== undefined && /^[0-9a-f]{64}$/.test(signature)) return signature;
  throw malformed("Signature must be 64 lower-case hexadecimal digits.");
}

function signedAtOf(text: string | undefined): Date {
  const compact = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text ?? "");
  const iso =
    compact && `${compact[1]}-${compact[2]}-${compact[3]}T${compact[4]}:${compact[5]}:${compact[6]}Z`;
  const date = new Date(iso ?? text ?? "");
  if (Number.isNaN(date.getTime()))
    throw malformed("X-Amz-Date must be a time of the form yyyymmddThhmmssZ.");
  return date;
}

const malformed = (message: string): SlipwayError => new SlipwayError("SLIP-AUTH-002", message);
