import { isUtf8 } from "node:buffer";
import type { DataCapture } from "@slipway/model/kubernetes/data-capture.ts";
import { headersOf } from "#router/http1/header-fields.ts";
import type { TappedAnswer } from "#router/tap/tap.ts";

/** One invocation, and what is written down of it. */
export interface Captured {
  readonly eventId: string;
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** Field lines of the request. */
  readonly fields: string;
  readonly answer: TappedAnswer;
}

/** RFC 9110 §8.3 for who does not say. */
const UNSAID = "application/octet-stream";

/**
 * A record as SageMaker writes it
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html), one line without its end.
 */
export function captureRecord({ eventId, at, fields, answer }: Captured, capture: DataCapture): string {
  const asked = headersOf(fields);
  const answered = headersOf(answer.fields);
  const attributes = one(asked["x-amzn-sagemaker-custom-attributes"]);
  return JSON.stringify({
    captureData: {
      ...(capture.input
        ? { endpointInput: payload("INPUT", asked["content-type"], answer.asked, capture) }
        : {}),
      ...(capture.output
        ? { endpointOutput: payload("OUTPUT", answered["content-type"], answer.body, capture) }
        : {}),
    },
    eventMetadata: {
      eventId,
      ...(attributes === undefined ? {} : { customAttributes: [attributes] }),
      inferenceId: one(asked["x-amzn-sagemaker-inference-id"]),
      inferenceTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    },
    eventVersion: "0",
  });
}

function payload(
  mode: "INPUT" | "OUTPUT",
  contentType: string | string[] | undefined,
  body: Buffer,
  capture: DataCapture,
) {
  const observedContentType = one(contentType) ?? UNSAID;
  const encoding = encodingOf(observedContentType, body, capture);
  const data = body.toString(encoding === "BASE64" ? "base64" : "utf8");
  return { observedContentType, mode, data, encoding };
}

/**
 * As the content types were listed, whatever parameters they came with. What is no text is written as base64 all the same, for nobody
 * could read from the record what it was.
 */
export function encodingOf(
  contentType: string,
  body: Buffer,
  { csv, json }: Pick<DataCapture, "csv" | "json">,
): "CSV" | "JSON" | "BASE64" {
  const type = mediaType(contentType);
  const isOneOf = (types: readonly string[]): boolean => types.some((listed) => mediaType(listed) === type);
  const listed = isOneOf(csv) ? "CSV" : isOneOf(json) ? "JSON" : undefined;
  return listed !== undefined && isUtf8(body) ? listed : "BASE64";
}

const mediaType = (contentType: string): string => (contentType.split(";")[0] ?? "").trim().toLowerCase();

function one(value: string | string[] | undefined): string | undefined {
  const text = typeof value === "string" ? value : value?.[0];
  return text === "" ? undefined : text;
}
