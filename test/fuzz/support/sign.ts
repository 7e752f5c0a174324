import { Hash } from "@smithy/core/serde";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { wellFormed } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

interface Unsigned {
  readonly service: string;
  readonly method: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** What the signature says of the body: the body itself, or one of S3's words in `x-amz-content-sha256`. */
  readonly body: Buffer;
}

/** Path and headers of the request, signed as the AWS SDK signs it. */
export async function signed(
  target: Pick<FuzzTarget, "ports" | "key" | "region">,
  { service, method, path, query, headers, body }: Unsigned,
): Promise<{ readonly path: string; readonly headers: Record<string, string> }> {
  const request = new HttpRequest({
    method,
    protocol: "http:",
    hostname: "127.0.0.1",
    path,
    query: manyOf(query),
    headers: { host: `127.0.0.1:${target.ports.aws}`, ...headers },
    body,
  });
  const result = await signerOf(target, service).sign(request);
  return { path: withQuery(path, query), headers: result.headers };
}

/** The same as a URL that needs no headers. */
export async function presigned(
  target: FuzzTarget,
  { method, path, query }: Pick<Unsigned, "method" | "path" | "query">,
): Promise<string> {
  const host = `127.0.0.1:${target.ports.aws}`;
  const request = new HttpRequest({
    method,
    protocol: "http:",
    hostname: "127.0.0.1",
    path,
    query: manyOf(query),
    headers: { host },
  });
  const result = await signerOf(target, "s3").presign(request, { expiresIn: 600 });
  const all = Object.entries(result.query ?? {}).flatMap(([name, value]) =>
    [value ?? ""].flat().map((one) => [name, one] as const),
  );
  return withQuery(path, all);
}

function signerOf({ key, region }: Pick<FuzzTarget, "key" | "region">, service: string): SignatureV4 {
  const sha256 = Hash.bind(null, "sha256");
  return new SignatureV4({ service, region, credentials: key, sha256, uriEscapePath: service !== "s3" });
}

function manyOf(query: readonly (readonly [string, string])[]): Record<string, string[]> {
  const many: Record<string, string[]> = Object.create(null);
  for (const pair of query) {
    const [name = "", value = ""] = pair.map(wellFormed);
    many[name] = [...(many[name] ?? []), value];
  }
  return many;
}

const encode = (text: string): string =>
  encodeURIComponent(wellFormed(text)).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

export const encodePath = (segments: readonly string[]): string => `/${segments.map(encode).join("/")}`;

export function withQuery(path: string, query: readonly (readonly [string, string])[]): string {
  const text = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
  return text === "" ? path : `${path}?${text}`;
}
