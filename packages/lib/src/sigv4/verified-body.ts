import { createHash } from "node:crypto";
import { awsChunked, type Trailers } from "./aws-chunked.ts";
import { bodyMismatch, type PayloadRule } from "./payload-rule.ts";

/**
 * The body that a verified request carries, decoded and checked as its signature asks. It is proven only once it ended without an
 * error (SLIP-AUTH-006 or 007): store nothing before that. `trailers` is filled when it ended.
 */
export function verifiedBody(
  source: AsyncIterable<Uint8Array>,
  rule: PayloadRule,
  trailers: Trailers = new Map(),
): AsyncIterable<Uint8Array> {
  switch (rule.kind) {
    case "unchecked":
      return source;
    case "digest":
      return withDigest(source, rule.sha256);
    case "chunked":
      return awsChunked(source, rule, trailers);
  }
}

async function* withDigest(source: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== sha256) throw bodyMismatch();
}
