import type { ServerResponse } from "node:http";
import { SlipwayError } from "@slipway/model";

const COME_AGAIN_SECONDS = 2;

/** Answers with a meta/v1 Status, as an API server refuses; what is not ours gives nothing away. */
export function refuse(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof SlipwayError ? error : new SlipwayError("SLIP-API-014", "Internal error occurred");
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { http, reason } = known.entry;
  response.writeHead(http, {
    "content-type": "application/json",
    "x-slipway-code": known.code,
    ...(http === 429 ? { "retry-after": String(COME_AGAIN_SECONDS) } : {}),
  });
  const { message, details } = known;
  const status = { status: "Failure", message, reason, details, code: http };
  response.end(`${JSON.stringify({ kind: "Status", apiVersion: "v1", metadata: {}, ...status })}\n`);
}
