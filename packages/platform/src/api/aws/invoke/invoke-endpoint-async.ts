import { randomUUID } from "node:crypto";
import { type AwsIdentity, defined } from "@slipway/model";
import type { AsyncRequest } from "@slipway/model/async-request.ts";
import type { QueueBounds, RequestQueue } from "#ledger/request-queue.ts";
import type { Clock } from "#lib/clock.ts";
import { joinS3Uri } from "#lib/s3-uri.ts";
import { AwsError } from "../aws-error.ts";
import type { Exchange } from "../protocols/exchange.ts";
import { answeringAs } from "./answering-as.ts";
import { type AsyncInvocation, checkAsyncInvocation } from "./check-async-invocation.ts";
import type { EndpointStates } from "./endpoint-states.ts";

/** Six hours, and a quarter of one. */
const DEFAULTS = { requestTtlSeconds: 21_600, invocationTimeoutSeconds: 900 } as const;

const MEBIBYTE = 2 ** 20;
/** SageMaker's has no bound; here it is a table of the home's database. */
const BOUNDS: QueueBounds = {
  each: { requests: 25_000, bytes: 256 * MEBIBYTE },
  all: { requests: 100_000, bytes: 1_024 * MEBIBYTE },
};

export interface AskedAsync {
  readonly endpoint: string;
  readonly namespace: string;
  readonly identity: AwsIdentity;
  readonly body: Buffer;
}

/** InvokeEndpointAsync: keeps the request, and then says where its answer will be. */
export async function invokeEndpointAsync(
  asked: AskedAsync,
  { request, response, requestId }: Exchange,
  parts: { readonly states: EndpointStates; readonly queue: RequestQueue; readonly clock: Clock },
): Promise<void> {
  const { endpoint, namespace, body } = asked;
  const invocation = checkAsyncInvocation(endpoint, request.headers, body);
  const { uid, asyncInference } = answeringAs("InvokeEndpointAsync", asked, parts.states);
  const id = randomUUID();
  const kept = keptRequest(id, invocation, { body, output: asyncInference?.outputConfig });
  const at = parts.clock.now();
  const ttl = invocation.requestTtlSeconds ?? DEFAULTS.requestTtlSeconds;
  const expiresAt = new Date(at.getTime() + ttl * 1_000);
  const queued = { id, queue: { namespace, endpoint, uid }, at, expiresAt, json: { ...kept } };
  if (!(await parts.queue.add(queued, BOUNDS)))
    throw new AwsError("SLIP-ASYNC-002", `Too many requests wait for endpoint ${endpoint} or for this home.`);
  const { inferenceId, outputLocation, failureLocation } = kept;
  const told = JSON.stringify({ InferenceId: inferenceId });
  response.writeHead(202, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(told),
    "x-amzn-requestid": requestId,
    "x-amzn-sagemaker-outputlocation": outputLocation,
    ...(failureLocation === undefined ? {} : { "x-amzn-sagemaker-failurelocation": failureLocation }),
  });
  response.end(told);
}

function keptRequest(
  id: string,
  invocation: AsyncInvocation,
  {
    body,
    output = {},
  }: {
    readonly body: Buffer;
    readonly output: { readonly s3OutputPath?: string; readonly s3FailurePath?: string } | undefined;
  },
): AsyncRequest {
  const { inputLocation, contentType, accept, customAttributes, s3OutputPathExtension = "" } = invocation;
  const file = invocation.filename ?? `${id}.out`;
  const below = (path: string, name: string): string =>
    joinS3Uri(path, ...(s3OutputPathExtension === "" ? [] : [s3OutputPathExtension]), name);
  return defined({
    inferenceId: invocation.inferenceId ?? id,
    inputLocation,
    payload: inputLocation === undefined ? body.toString("base64") : undefined,
    contentType,
    accept,
    customAttributes,
    outputLocation: below(output.s3OutputPath ?? "", file),
    failureLocation:
      output.s3FailurePath === undefined ? undefined : below(output.s3FailurePath, failureName(file)),
    timeoutSeconds: invocation.invocationTimeoutSeconds ?? DEFAULTS.invocationTimeoutSeconds,
  });
}

/** `NAME-error.out` for `NAME.out`, as SageMaker has it. */
function failureName(file: string): string {
  const dot = file.lastIndexOf(".");
  return dot === -1 ? `${file}-error.out` : `${file.slice(0, dot)}-error${file.slice(dot)}`;
}
