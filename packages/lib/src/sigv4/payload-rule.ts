import { createHash, createHmac, type KeyObject } from "node:crypto";
import { SlipwayError } from "@slipway/model";

/** How a body must be checked, as the signed request says it. */
export type PayloadRule =
  | { readonly kind: "digest"; readonly sha256: string }
  /** The signer left the body out, or it went into the signature and is checked already. */
  | { readonly kind: "unchecked" }
  /** aws-chunked; `signer` when each chunk carries a signature, `trailer` when headers follow the last chunk. */
  | { readonly kind: "chunked"; readonly signer?: ChunkSigner; readonly trailer: boolean };

/** Signs chunk after chunk, each over the one before. */
export interface ChunkSigner {
  /** `sha256`: of the chunk's data, hexadecimal. */
  chunk(sha256: string): string;
  /** `sha256`: of the trailing headers as lines of `name:value`, hexadecimal. */
  trailer(sha256: string): string;
}

const EMPTY = createHash("sha256").digest("hex");

export function chunkSigner(start: {
  readonly key: KeyObject;
  readonly signature: string;
  /** `yyyymmddThhmmssZ` and scope, as in the request's own string to sign. */
  readonly time: string;
  readonly scope: string;
}): ChunkSigner {
  let previous = start.signature;
  const sign = (algorithm: string, hashes: readonly string[]): string => {
    const text = [algorithm, start.time, start.scope, previous, ...hashes].join("\n");
    previous = createHmac("sha256", start.key).update(text).digest("hex");
    return previous;
  };
  return {
    chunk: (sha256) => sign("AWS4-HMAC-SHA256-PAYLOAD", [EMPTY, sha256]),
    trailer: (sha256) => sign("AWS4-HMAC-SHA256-TRAILER", [sha256]),
  };
}

export const bodyMismatch = (): SlipwayError =>
  new SlipwayError(
    "SLIP-AUTH-006",
    "The body is not the one that was signed: its SHA-256 differs from x-amz-content-sha256.",
  );
