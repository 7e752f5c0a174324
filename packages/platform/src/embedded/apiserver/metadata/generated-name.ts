import { randomInt } from "node:crypto";

/** Without vowels and look-alikes, so that no word and no confusion comes about. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

/** A name from its prefix: five random characters after at most 58 of it. */
export function generatedName(prefix: string): string {
  let suffix = "";
  for (let count = 0; count < 5; count++) suffix += ALPHABET[randomInt(ALPHABET.length)];
  return `${prefix.slice(0, 58)}${suffix}`;
}
