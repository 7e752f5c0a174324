import { type ErrorCode, SlipwayError } from "@slipway/model";
import type { Fetch, FetchInit, FetchResponse } from "./fetch.ts";

const ANSWER_WITHIN_MS = 30_000;

/**
 * Sends one request. A server that cannot be reached, trusted or waited for is a SlipwayError; an abort of the
 * caller's own signal is thrown as it is. `withinMs` bounds the time to the answer's head; 0 leaves it open.
 */
export async function send(
  fetch: Fetch,
  url: string,
  init: FetchInit,
  withinMs: number = ANSWER_WITHIN_MS,
): Promise<FetchResponse> {
  const late = new AbortController();
  const timer = withinMs > 0 ? setTimeout(() => late.abort(), withinMs) : undefined;
  const signal = init.signal === undefined ? late.signal : AbortSignal.any([late.signal, init.signal]);
  try {
    return await fetch(url, { ...init, redirect: "error", signal });
  } catch (error) {
    init.signal?.throwIfAborted();
    throw late.signal.aborted ? tooLate(url, withinMs) : connectionError(url, error);
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(url: string, withinMs: number): SlipwayError {
  return new SlipwayError(
    "SLIP-CLIENT-004",
    `${new URL(url).origin} did not answer within ${withinMs / 1000} s`,
  );
}

const UNTRUSTED = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ISSUER/;
const BROKEN = /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/;
/** OpenSSL's names for bytes that are no TLS. */
const NO_TLS = /^(ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO)$/;

/** What broke on the way: nothing listening, a certificate, a connection that ended, something that speaks otherwise. */
export function connectionError(url: string, error: unknown): SlipwayError {
  const reason = rootOf(error);
  const code = typeof reason.code === "string" ? reason.code : "";
  const { origin } = new URL(url);
  const told = (what: ErrorCode, words: string) =>
    new SlipwayError(what, `${origin}: ${words}`, { cause: error });
  if (UNTRUSTED.test(code)) return told("SLIP-CLIENT-002", reason.message);
  if (NO_TLS.test(code)) return told("SLIP-CLIENT-003", "what listens there speaks no TLS");
  if (reason.name === "HTTPParserError") return told("SLIP-CLIENT-003", "what listens there speaks no HTTP");
  if (reason.message === "unexpected redirect")
    return told("SLIP-CLIENT-003", "it answered with a redirect, which an API does not");
  if (BROKEN.test(code)) return told("SLIP-CLIENT-010", `the connection broke off (${reason.message})`);
  return told("SLIP-CLIENT-001", reason.message === "" ? code : reason.message);
}

/** `fetch` wraps what happened, and trying several addresses wraps it again. */
function rootOf(error: unknown): {
  readonly name?: string;
  readonly message: string;
  readonly code?: unknown;
} {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof Error) return rootOf(error.cause);
  return error instanceof Error ? error : { message: String(error) };
}
