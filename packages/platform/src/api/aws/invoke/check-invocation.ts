import type { IncomingHttpHeaders } from "node:http";
import { validationMessage } from "@slipway/model/aws/aws-message.ts";
import { inputOf } from "@slipway/model/aws/lookup.ts";
import { SAGEMAKER_RUNTIME } from "@slipway/model/aws/sagemaker-runtime/service.ts";
import { AwsError } from "../aws-error.ts";

/** What a container is asked for, where the answer is a stream. */
export const STREAM_ACCEPT = "x-amzn-sagemaker-accept";

export type InvokeOperation = "InvokeEndpoint" | "InvokeEndpointWithResponseStream";

/** The header that carries each member of InvokeEndpointInput. */
const HEADERS: Readonly<Record<string, string>> = {
  ContentType: "content-type",
  Accept: "accept",
  CustomAttributes: "x-amzn-sagemaker-custom-attributes",
  TargetModel: "x-amzn-sagemaker-target-model",
  TargetVariant: "x-amzn-sagemaker-target-variant",
  TargetContainerHostname: "x-amzn-sagemaker-target-container-hostname",
  InferenceId: "x-amzn-sagemaker-inference-id",
  EnableExplanations: "x-amzn-sagemaker-enable-explanations",
  InferenceComponentName: "x-amzn-sagemaker-inference-component",
  SessionId: "x-amzn-sagemaker-session-id",
};

/** The same of InvokeEndpointWithResponseStreamInput, which lacks some; its `Accept` is another header's than that of what carries the stream. */
const { TargetModel: _model, EnableExplanations: _explanations, ...BOTH } = HEADERS;
const OF_STREAM: Readonly<Record<string, string>> = { ...BOTH, Accept: STREAM_ACCEPT };

/**
 * Throws SageMaker's ValidationError for members outside the API's bounds, and for one that asks for what is not served. An empty
 * header says nothing.
 */
export function checkInvocation(
  operation: InvokeOperation,
  endpoint: string,
  headers: IncomingHttpHeaders,
): void {
  const members: Record<string, unknown> = { EndpointName: endpoint };
  for (const [member, header] of Object.entries(operation === "InvokeEndpoint" ? HEADERS : OF_STREAM)) {
    const value = headers[header];
    if (value !== undefined && value !== "") members[member] = value;
  }
  const message = validationMessage(inputOf(SAGEMAKER_RUNTIME, operation), members);
  if (message !== undefined) throw new AwsError("SLIP-AWS-003", message, { type: "ValidationError" });
  if (members["InferenceComponentName"] === undefined) return;
  throw new AwsError(
    "SLIP-AWS-009",
    "InferenceComponentName is not served: endpoints here have production variants and no inference components.",
    { type: "ValidationError" },
  );
}
