import { gunzipSync } from "node:zlib";
import { CATALOGUE } from "@slipway/model";
import { cbor } from "@smithy/core/cbor";
import { load } from "js-yaml";
import type { Door, FuzzAnswer, FuzzRequest } from "./fuzz-request.ts";

/**
 * Where a door may say that it cannot: S3's own NotImplemented, and an endpoint without a pod or with too many invocations. A
 * revision that is still to come is a 504 of a real API server too ("Too large resource version").
 */
const DOCUMENTED: readonly (readonly [Door, number, code: string])[] = [
  ["s3", 501, "SLIP-S3-016"],
  ["router", 503, "SLIP-ROUTER-003"],
  ["router", 503, "SLIP-ROUTER-007"],
  ["invocation", 503, "SLIP-ROUTER-001"],
  ["invocation", 503, "SLIP-ROUTER-003"],
  ["invocation", 503, "SLIP-ROUTER-007"],
  ["kubernetes", 504, "SLIP-API-015"],
];

/** What is wrong with an answer; undefined when nothing is. */
export function wrongWith({ door, method }: FuzzRequest, answer: FuzzAnswer): string | undefined {
  const code = String(answer.headers["x-slipway-code"] ?? "");
  if (answer.status >= 500) {
    const documented = DOCUMENTED.some(
      ([at, status, why]) => at === door && status === answer.status && why === code,
    );
    if (!documented) return `status ${answer.status} (${code})`;
  }
  // The parser of HTTP itself refuses before there is a door.
  if (answer.status === 400 && code === "" && answer.headers["connection"] === "close") return undefined;
  if (
    answer.status >= 400 &&
    method !== "HEAD" &&
    !fromContainer(door, answer) &&
    !Object.hasOwn(CATALOGUE, code)
  ) {
    return `status ${answer.status} without a code of ours: ${answer.body.subarray(0, 200)}`;
  }
  if (method === "HEAD" || answer.body.length === 0 || !answer.whole) return undefined;
  try {
    return FORMS[door](answer);
  } catch (error) {
    return `status ${answer.status} with a body that is not well-formed: ${String(error)}: ${answer.body.subarray(0, 200)}`;
  }
}

/** A container's own answer passes the router as it is. */
const fromContainer = (door: Door, { headers }: FuzzAnswer): boolean =>
  door === "router" && headers["x-amzn-invoked-production-variant"] !== undefined;

const FORMS: Readonly<Record<Door, (answer: FuzzAnswer) => string | undefined>> = {
  kubernetes: ({ status, headers, body }) => {
    const text = (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString("utf8");
    const type = String(headers["content-type"]);
    if (type.startsWith("text/plain")) return undefined;
    if (type.includes("protobuf") || type.includes("mime")) return undefined;
    // A watch is a line of JSON an event.
    const value = type.includes("yaml") ? load(text) : parseLines(text);
    if (status < 400) return undefined;
    const { kind, code, message } = value as { kind?: unknown; code?: unknown; message?: unknown };
    return kind === "Status" && code === status && typeof message === "string"
      ? undefined
      : "the error is no Status";
  },
  sagemaker: ({ status, headers, body }) => {
    if (headers["x-amzn-requestid"] === undefined) return "no x-amzn-requestid";
    const value = JSON.parse(body.toString("utf8")) as { __type?: unknown; message?: unknown };
    if (status < 400) return undefined;
    return typeof value.__type === "string" && typeof value.message === "string"
      ? undefined
      : "the error has no __type";
  },
  foreign: ({ status, headers, body }) => {
    if (headers["x-amzn-requestid"] === undefined) return "no x-amzn-requestid";
    if (status < 400) return undefined;
    const type = String(headers["content-type"]);
    if (type.startsWith("text/xml")) {
      const form =
        /^(<\?xml [^>]*>\s*)?<ErrorResponse[^<>]*>\s*<Error>.*<Code>[\w.]+<\/Code>\s*<Message>[^<>]*<\/Message>/s;
      return form.test(body.toString("utf8")) ? undefined : "the error is no <ErrorResponse>";
    }
    const value = (
      type === "application/cbor" ? cbor.deserialize(body) : JSON.parse(body.toString("utf8"))
    ) as object;
    return "message" in value || "Message" in value ? undefined : "the error has no message";
  },
  invocation: ({ status, headers, body }) => {
    if (headers["x-amzn-requestid"] === undefined) return "no x-amzn-requestid";
    if (status < 400) return undefined;
    const value = JSON.parse(body.toString("utf8")) as { OriginalStatusCode?: number; Message?: unknown };
    if ((value.OriginalStatusCode ?? 0) >= 500) return `the container answered ${value.OriginalStatusCode}`;
    return headers["x-amzn-errortype"] === undefined ? "no x-amzn-errortype" : undefined;
  },
  s3: ({ status, headers, body }) => {
    // What a spoilt signature is meant for nobody knows: the other services' side of the port says so, in REST's form of an error.
    if (headers["x-amzn-requestid"] !== undefined)
      return FORMS.invocation({ status, headers, body, whole: true });
    if (headers["x-amz-request-id"] === undefined) return "no x-amz-request-id";
    if (status < 400) return undefined;
    return /^<\?xml [^>]*>\s*<Error><Code>\w+<\/Code><Message>/.test(body.toString("utf8"))
      ? undefined
      : "the error is no <Error>";
  },
  router: (answer) => {
    if (answer.status < 400 || fromContainer("router", answer)) return undefined;
    const value = JSON.parse(answer.body.toString("utf8")) as { code?: unknown };
    return typeof value.code === "string" ? undefined : "the error has no code";
  },
};

function parseLines(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
  }
}
