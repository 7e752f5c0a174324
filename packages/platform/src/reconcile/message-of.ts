import { isSlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";

/** An error as conditions and events tell it: with its code, so that people can look it up. */
export function messageOf(error: unknown): string {
  if (isSlipwayError(error)) return `${error.code}: ${error.message}`;
  return wordsOf(error);
}
