import type { IncomingMessage, ServerResponse } from "node:http";
import { discardBody } from "#lib/http/discard-body.ts";
import type { AwsError } from "../aws-error.ts";
import type { Protocol } from "./protocol.ts";

/** One request and its answer, in the protocol that its client speaks. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly protocol: Protocol;
}

/** More than any body that is taken: whoever sends more has not read what is served. */
const MOST_DISCARDED = 16 * 1024 * 1024;

export function answerBody({ response, requestId, protocol }: Exchange, body: Uint8Array): void {
  response.writeHead(200, {
    ...protocol.headers,
    "content-type": protocol.contentType,
    "content-length": body.byteLength,
    "x-amzn-requestid": requestId,
  });
  response.end(body);
}

/** Writes the error as the client's protocol has it, with Slipway's own code in `x-slipway-code`. */
export function answerError({ request, response, requestId, protocol }: Exchange, error: AwsError): void {
  if (response.destroyed || request.errored) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { contentType, body, status = error.status, headers } = protocol.error(error, requestId);
  response.writeHead(status, {
    ...headers,
    ...error.headers,
    "content-type": contentType,
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": requestId,
    "x-amzn-errortype": error.type,
    "x-slipway-code": error.code,
  });
  response.end(body);
  discardBody(request, MOST_DISCARDED);
}
