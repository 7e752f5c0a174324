import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { Log } from "#lib/log.ts";
import { ERROR_CODE } from "./headers.ts";

/** An answer of the router itself. */
export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a client is told of an error: JSON `{code, message, remedy}`. One that nobody foresaw is logged. */
export function errorAnswer(error: unknown, log: Log): ErrorAnswer {
  const known = isSlipwayError(error)
    ? error
    : new SlipwayError("SLIP-API-014", "The router met an error it did not foresee.", { cause: error });
  if (known !== error) log.error("invocation failed", { error });
  const { message, code, entry, details } = known;
  const body = JSON.stringify({ code, message, remedy: entry.remedy });
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    [ERROR_CODE]: code,
    ...(details.retryAfterSeconds === undefined ? {} : { "retry-after": String(details.retryAfterSeconds) }),
  };
  return { status: entry.http, headers, body };
}
