import { hash as digest, timingSafeEqual } from "node:crypto";
import type { Caller } from "@slipway/model";

/** A bearer token that is accepted; only its hash is known. */
export interface Token {
  /** Hexadecimal SHA-256 of the token. */
  readonly sha256: string;
  readonly caller: Caller;
}

/** Who a token belongs to. Compares hashes in constant time and looks at every one, so that time tells nothing. */
export function authenticator(tokens: readonly Token[]): (token: string) => Caller | undefined {
  const known = tokens.map(({ sha256, caller }) => ({ hash: Buffer.from(sha256, "hex"), caller }));
  return (token) => {
    const hash = digest("sha256", token, "buffer");
    let found: Caller | undefined;
    for (const one of known) {
      if (one.hash.length === hash.length && timingSafeEqual(one.hash, hash)) found = one.caller;
    }
    return found;
  };
}
