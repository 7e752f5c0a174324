import { createHash } from "node:crypto";

/** What AWS lets such ids begin with, by what they are of. */
export type IdPrefix = "AIDA" | "ANPA" | "AROA";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LENGTH = 17;

/** An id as AWS gives each user, role and policy; the same for the same words. */
export function uniqueId(prefix: IdPrefix, ...of: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(of)).digest();
  const letters = [...digest.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}${letters.join("")}`;
}
