import { isSlipwayError, SlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";
import type { Failure } from "./messages.ts";

export function failureOf(error: unknown): Failure {
  const message = wordsOf(error);
  return isSlipwayError(error) ? { code: error.code, message } : { message };
}

export function errorOf({ code, message }: Failure): Error {
  return code === undefined ? new Error(message) : new SlipwayError(code, message);
}
