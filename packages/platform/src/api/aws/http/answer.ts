import type { IncomingMessage, ServerResponse } from "node:http";
import { discardBody } from "#lib/http/discard-body.ts";
import type { AwsError } from "../aws-error.ts";

/** Which of AWS's two protocols the client speaks: they differ in where an error's parts stand. */
type Protocol = "json-1.1" | "rest-json";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly protocol: Protocol;
}

/** More than any body that is taken: whoever sends more has not read what is served. */
const MOST_DISCARDED = 16 * 1024 * 1024;

export function answerBody({ response, requestId }: Exchange, body: Uint8Array): void {
  response.writeHead(200, {
    "content-type": "application/x-amz-json-1.1",
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
  const rest = protocol === "rest-json";
  const body = JSON.stringify(
    rest
      ? { ...error.members, Message: error.message }
      : { __type: error.type, ...error.members, message: error.message },
  );
  response.writeHead(error.status, {
    "content-type": rest ? "application/json" : "application/x-amz-json-1.1",
    "content-length": Buffer.byteLength(body),
    "x-amzn-requestid": requestId,
    "x-amzn-errortype": error.type,
    "x-slipway-code": error.code,
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(body);
  discardBody(request, MOST_DISCARDED);
}
