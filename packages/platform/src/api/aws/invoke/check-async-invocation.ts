import type { IncomingHttpHeaders } from "node:http";
import { defined } from "@slipway/model";
import { validationMessage } from "@slipway/model/aws/aws-message.ts";
import { inputOf } from "@slipway/model/aws/lookup.ts";
import { SAGEMAKER_RUNTIME } from "@slipway/model/aws/sagemaker-runtime/service.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { AwsError } from "../aws-error.ts";

/** What InvokeEndpointAsync was asked with. */
export interface AsyncInvocation {
  readonly contentType?: string;
  readonly accept?: string;
  readonly customAttributes?: string;
  readonly inferenceId?: string;
  /** `s3://BUCKET/KEY`; absent where the payload came with the request. */
  readonly inputLocation?: string;
  readonly s3OutputPathExtension?: string;
  readonly filename?: string;
  readonly requestTtlSeconds?: number;
  readonly invocationTimeoutSeconds?: number;
}

/** The header that carries each member of InvokeEndpointAsyncInput. */
const HEADERS: Readonly<Record<string, string>> = {
  ContentType: "x-amzn-sagemaker-content-type",
  Accept: "x-amzn-sagemaker-accept",
  CustomAttributes: "x-amzn-sagemaker-custom-attributes",
  InferenceId: "x-amzn-sagemaker-inference-id",
  InputLocation: "x-amzn-sagemaker-inputlocation",
  S3OutputPathExtension: "x-amzn-sagemaker-s3outputpathextension",
  Filename: "x-amzn-sagemaker-filename",
  RequestTTLSeconds: "x-amzn-sagemaker-requestttlseconds",
  InvocationTimeoutSeconds: "x-amzn-sagemaker-invocationtimeoutseconds",
};
const NUMBERS = new Set(["RequestTTLSeconds", "InvocationTimeoutSeconds"]);

/** The most that comes with a request, in bytes. */
const LONGEST_BODY = 128_000;

/** Throws SageMaker's ValidationError for members outside the API's bounds. An empty header says nothing. */
export function checkAsyncInvocation(
  endpoint: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): AsyncInvocation {
  const members: Record<string, unknown> = { EndpointName: endpoint };
  for (const [member, header] of Object.entries(HEADERS)) {
    const value = headers[header];
    if (typeof value !== "string" || value === "") continue;
    members[member] = NUMBERS.has(member) && /^-?\d+$/.test(value) ? Number(value) : value;
  }
  const message = validationMessage(inputOf(SAGEMAKER_RUNTIME, "InvokeEndpointAsync"), members);
  if (message !== undefined) throw invalid(message);
  const { InputLocation } = members;
  checkInput(InputLocation === undefined ? undefined : String(InputLocation), body.length);
  return defined({
    contentType: members["ContentType"],
    accept: members["Accept"],
    customAttributes: members["CustomAttributes"],
    inferenceId: members["InferenceId"],
    inputLocation: InputLocation,
    s3OutputPathExtension: members["S3OutputPathExtension"],
    filename: members["Filename"],
    requestTtlSeconds: members["RequestTTLSeconds"],
    invocationTimeoutSeconds: members["InvocationTimeoutSeconds"],
  }) as AsyncInvocation;
}

/** Either of the two, and no more of it than is taken. */
function checkInput(location: string | undefined, bytes: number): void {
  if (location === undefined && bytes === 0)
    throw invalid(
      "1 validation error detected: Value null at 'inputLocation' failed to satisfy constraint: Member must not be null",
    );
  if (location !== undefined && bytes > 0)
    throw invalid("Both Body and InputLocation are given; a request has one of them.");
  if (bytes > LONGEST_BODY)
    throw invalid(
      `The Body has ${bytes} bytes; it may have ${LONGEST_BODY}. Name a larger one by InputLocation.`,
    );
  if (location !== undefined && (parseS3Uri(location)?.key ?? "") === "")
    throw invalid(`InputLocation ${location} names no object: s3://BUCKET/KEY is what is read here.`);
}

const invalid = (message: string): AwsError =>
  new AwsError("SLIP-AWS-003", message, { type: "ValidationError" });
