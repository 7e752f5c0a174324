import type { IncomingHttpHeaders } from "node:http";
import { pipeline } from "node:stream/promises";
import { type AwsIdentity, CATALOGUE, type ErrorCode } from "@slipway/model";
import type { Dispatcher, Pool } from "undici";
import { AwsError } from "../aws-error.ts";
import type { Exchange } from "../protocols/exchange.ts";
import type { EndpointStates } from "./endpoint-states.ts";
import { modelError } from "./model-error.ts";

/** Where invocations go. */
export interface RouterClient {
  readonly pool: Pool;
  readonly token: string;
}

export interface Invocation {
  readonly endpoint: string;
  readonly namespace: string;
  readonly identity: AwsIdentity;
  readonly body: Buffer;
}

/** What a container may see of a request (sagemaker-runtime's InvokeEndpointInput), and the router of it. */
const REQUEST_HEADERS = [
  "content-type",
  "accept",
  "x-amzn-sagemaker-custom-attributes",
  "x-amzn-sagemaker-target-model",
  "x-amzn-sagemaker-target-variant",
  "x-amzn-sagemaker-target-container-hostname",
  "x-amzn-sagemaker-inference-id",
  "x-amzn-sagemaker-session-id",
  "x-amzn-sagemaker-enable-explanations",
];
/** What InvokeEndpointOutput has room for. */
const RESPONSE_HEADERS = [
  "content-type",
  "content-length",
  "x-amzn-invoked-production-variant",
  "x-amzn-sagemaker-custom-attributes",
  "x-amzn-sagemaker-new-session-id",
  "x-amzn-sagemaker-closed-session-id",
];
/** More of a container's error says nothing new. */
const MOST_OF_AN_ERROR = 8 * 1024;

/** InvokeEndpoint: to the router and, as it comes, back. */
export async function invokeEndpoint(
  invocation: Invocation,
  exchange: Exchange,
  parts: { readonly states: EndpointStates; readonly router: RouterClient },
): Promise<void> {
  const { endpoint, namespace, identity } = invocation;
  if (!parts.states.canInvoke(namespace, endpoint)) {
    throw new AwsError("SLIP-AWS-006", `Endpoint ${endpoint} of account ${identity.accountId} not found.`);
  }
  const region = parts.states.elsewhere(namespace, endpoint);
  if (region !== undefined) throw servedElsewhere(endpoint, region);
  const answer = await ask(invocation, exchange, parts.router);
  if (answer.statusCode < 200 || answer.statusCode > 299) throw await failure(invocation, answer);
  exchange.response.writeHead(answer.statusCode, {
    ...only(RESPONSE_HEADERS, answer.headers),
    "x-amzn-requestid": exchange.requestId,
  });
  // The client has its headers by now: all that can still be told it is that the answer broke off.
  await pipeline(answer.body, exchange.response).catch(() => exchange.response.destroy());
}

function servedElsewhere(endpoint: string, region: string): AwsError {
  return new AwsError(
    "SLIP-SAGEMAKER-008",
    `Endpoint ${endpoint} is served by Amazon SageMaker in ${region}, not by this home: invoke it there, with AWS credentials and without AWS_ENDPOINT_URL, as in: aws sagemaker-runtime invoke-endpoint --region ${region} --endpoint-name ${endpoint} ...`,
  );
}

async function ask(
  { endpoint, namespace, body }: Invocation,
  { request, response }: Exchange,
  { pool, token }: RouterClient,
): Promise<Dispatcher.ResponseData> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    return await pool.request({
      method: "POST",
      path: `/namespaces/${encodeURIComponent(namespace)}/endpoints/${encodeURIComponent(endpoint)}/invocations`,
      headers: { ...only(REQUEST_HEADERS, request.headers), authorization: `Bearer ${token}` },
      body,
      signal: gone.signal,
    });
  } catch (error) {
    throw new AwsError("SLIP-AWS-008", "The router that carries invocations does not answer.", {
      cause: error,
    });
  }
}

async function failure(
  { endpoint, identity }: Invocation,
  answer: Dispatcher.ResponseData,
): Promise<AwsError> {
  const message = await beginning(answer.body);
  const code = answer.headers["x-slipway-code"];
  if (typeof code !== "string" || !isErrorCode(code)) {
    return modelError({ status: answer.statusCode, message, endpoint, identity });
  }
  const said = sentence(message);
  if (code === "SLIP-ROUTER-004" || code === "SLIP-ROUTER-005") {
    return modelError({ status: 0, message: said, endpoint, identity, code });
  }
  // InService says the store, not served says the router: it has not heard of the endpoint yet, so trying again helps.
  if (code === "SLIP-ROUTER-001")
    return new AwsError(code, said, { type: "ServiceUnavailable", status: 503 });
  if (code === "SLIP-API-005")
    return new AwsError("SLIP-AWS-008", "The router refuses the AWS door's token.");
  return new AwsError(code, said);
}

/** The router's own errors are JSON. */
function sentence(body: string | undefined): string {
  try {
    return String((JSON.parse(body ?? "") as { readonly message?: unknown }).message);
  } catch {
    return "The router answered with an error.";
  }
}

async function beginning(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size >= MOST_OF_AN_ERROR) break;
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).subarray(0, MOST_OF_AN_ERROR).toString("utf8");
}

function only(names: readonly string[], headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === "string") kept[name] = value;
  }
  return kept;
}

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(CATALOGUE, code);
