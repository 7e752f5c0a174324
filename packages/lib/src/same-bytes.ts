import { timingSafeEqual } from "node:crypto";

/** Whether two secrets, or what was made with them, are the same; it takes as long for any of the right length. */
export function sameBytes(given: string | Buffer, expected: string | Buffer): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
