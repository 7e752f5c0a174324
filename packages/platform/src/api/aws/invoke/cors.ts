import type { IncomingMessage, ServerResponse } from "node:http";

/** What a page may send: what InvokeEndpoint takes, and the key. */
const ALLOWED_HEADERS =
  "authorization, content-type, accept, x-amzn-sagemaker-custom-attributes, x-amzn-sagemaker-target-model, x-amzn-sagemaker-target-variant, x-amzn-sagemaker-target-container-hostname, x-amzn-sagemaker-inference-id, x-amzn-sagemaker-session-id";
/** What a page may read of an answer, beside its body. */
const EXPOSED_HEADERS =
  "x-amzn-requestid, x-amzn-errortype, x-slipway-code, retry-after, x-amzn-invoked-production-variant, x-amzn-sagemaker-custom-attributes, x-amzn-sagemaker-new-session-id, x-amzn-sagemaker-closed-session-id";
/** Browsers ask again after it, at the latest. */
const BELIEVED_SECONDS = 600;

/** Lets a page read the answer, where its origin is one of those that the endpoint's owner named (Fetch standard, CORS). */
export function allowOrigin(
  request: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): boolean {
  if (origins.length === 0) return false;
  response.setHeader("vary", "origin");
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin.toLowerCase())) return false;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", EXPOSED_HEADERS);
  return true;
}

/** Answers a browser that asks before it sends a request; without a word of what is there where it may not. */
export function answerPreflight(
  request: IncomingMessage,
  response: ServerResponse,
  origins: readonly string[],
): void {
  const allowed = allowOrigin(request, response, origins);
  if (allowed) {
    response.setHeader("access-control-allow-methods", "POST");
    response.setHeader("access-control-allow-headers", ALLOWED_HEADERS);
    response.setHeader("access-control-max-age", BELIEVED_SECONDS);
  }
  response.writeHead(allowed ? 204 : 403, { "content-length": 0 });
  response.end();
}
