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

/** Ours, not the container's: its token would let user code speak to the router. The body's length is told by who sends it. */
const NOT_FOR_THE_CONTAINER = new Set(["authorization", "host", "expect", "content-length"]);

export const TARGET_VARIANT = "x-amzn-sagemaker-target-variant";
export const INVOKED_VARIANT = "x-amzn-invoked-production-variant";
/** On every answer the router itself makes; a container cannot set it. */
export const ERROR_CODE = "x-slipway-code";

/** What a container is told of a request that Node has read. */
export function requestHeaders(from: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = new Set(
    String(from.connection ?? "")
      .split(",")
      .map((name) => name.trim().toLowerCase()),
  );
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(from)) {
    // Programs that make variables of names take an underscore for a dash.
    const meant = name.replaceAll("_", "-");
    if (value === undefined || named.has(name) || HOP_BY_HOP.has(meant) || NOT_FOR_THE_CONTAINER.has(meant))
      continue;
    kept[name] = value;
  }
  return kept;
}
