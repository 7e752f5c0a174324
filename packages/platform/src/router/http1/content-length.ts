import { Malformed } from "./malformed.ts";

/** Digits and nothing else, as many as surely make an exact number; throws Malformed. */
export function contentLength(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new Malformed("a Content-Length that is no number");
  return Number(value);
}
