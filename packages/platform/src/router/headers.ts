import type { IncomingHttpHeaders } from "node:http";

/** RFC 9110 §7.6.1: they speak of one connection only. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Ours, not the container's: its token would let user code speak to the router. */
const NOT_FOR_THE_CONTAINER = new Set(["authorization", "host", "expect"]);

export const TARGET_VARIANT = "x-amzn-sagemaker-target-variant";
export const INVOKED_VARIANT = "x-amzn-invoked-production-variant";
/** On every answer the router itself makes; a container cannot set it. */
export const ERROR_CODE = "x-slipway-code";

export function requestHeaders(from: IncomingHttpHeaders): Record<string, string | string[]> {
  return without(from, (name) => NOT_FOR_THE_CONTAINER.has(name));
}

export function responseHeaders(from: IncomingHttpHeaders): Record<string, string | string[]> {
  return without(from, (name) => name === ERROR_CODE || name === INVOKED_VARIANT);
}

function without(
  from: IncomingHttpHeaders,
  drop: (name: string) => boolean,
): Record<string, string | string[]> {
  const named = new Set(
    String(from.connection ?? "")
      .split(",")
      .map((name) => name.trim().toLowerCase()),
  );
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(from)) {
    if (value === undefined || HOP_BY_HOP.has(name) || named.has(name) || drop(name)) continue;
    kept[name] = value;
  }
  return kept;
}
