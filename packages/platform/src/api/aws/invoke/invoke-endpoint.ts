import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import type { Writable } from "node:stream";
import { type AwsIdentity, isSlipwayError } from "@slipway/model";
import { FirstBytes } from "#lib/http/first-bytes.ts";
import type { Invoker, Recipient } from "#router/invoker.ts";
import { AwsError } from "../aws-error.ts";
import type { Exchange } from "../protocols/exchange.ts";
import { answeringAs } from "./answering-as.ts";
import { checkInvocation, type InvokeOperation, STREAM_ACCEPT } from "./check-invocation.ts";
import type { EndpointStates } from "./endpoint-states.ts";
import { modelError } from "./model-error.ts";
import { EVENT_STREAM, PayloadParts } from "./payload-parts.ts";

export interface Asked {
  readonly endpoint: string;
  readonly namespace: string;
  readonly identity: AwsIdentity;
  readonly body: Buffer;
  readonly operation: InvokeOperation;
}

/** What a container may see of a request (sagemaker-runtime's InvokeEndpointInput). */
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

/** InvokeEndpoint, or the same with the answer as a stream of events: to the container and, as it comes, back. */
export async function invokeEndpoint(
  asked: Asked,
  exchange: Exchange,
  parts: { readonly states: EndpointStates; readonly invoker: Invoker },
): Promise<void> {
  const { endpoint, namespace, identity, body, operation } = asked;
  checkInvocation(operation, endpoint, exchange.request.headers);
  const { neverReplayed } = answeringAs(operation, { endpoint, namespace, identity }, parts.states);
  const streams = operation === "InvokeEndpointWithResponseStream";
  const headers = streams
    ? requestHeadersOfStream(exchange.request.headers)
    : only(REQUEST_HEADERS, exchange.request.headers);
  const answer = new ContainerAnswer(exchange, streams);
  try {
    await parts.invoker.invoke({ endpoint, namespace, headers, body, neverReplayed }, answer);
  } catch (error) {
    throw unanswered(asked, error);
  }
  const { failure } = answer;
  if (failure === undefined) return;
  throw modelError({ status: failure.status, message: await failure.body.text, endpoint, identity });
}

/** Sends a good answer on, and keeps of any other the words that its error will quote. */
class ContainerAnswer implements Recipient {
  readonly #exchange: Exchange;
  readonly #streams: boolean;
  failure: { readonly status: number; readonly body: FirstBytes } | undefined;

  constructor(exchange: Exchange, streams: boolean) {
    this.#exchange = exchange;
    this.#streams = streams;
  }

  get response(): ServerResponse {
    return this.#exchange.response;
  }

  begin(status: number, headers: IncomingHttpHeaders): Writable {
    if (status < 200 || status > 299) {
      this.failure = { status, body: new FirstBytes(MOST_OF_AN_ERROR) };
      return this.failure.body;
    }
    const kept = only(RESPONSE_HEADERS, headers);
    const told = { ...kept, "x-amzn-requestid": this.#exchange.requestId };
    return this.#streams ? this.#beginStream(told) : this.response.writeHead(status, told);
  }

  #beginStream(told: Readonly<Record<string, string>>): Writable {
    const { "content-type": type, "content-length": _length, ...others } = told;
    this.response.writeHead(200, {
      ...others,
      ...(type === undefined ? {} : { "x-amzn-sagemaker-content-type": type }),
      "content-type": EVENT_STREAM,
    });
    this.response.flushHeaders();
    return new PayloadParts(this.response);
  }
}

/** The container is told what it is asked for as if its answer were not framed. */
function requestHeadersOfStream(headers: IncomingHttpHeaders): Record<string, string> {
  const { accept: _accept, ...kept } = only(REQUEST_HEADERS, headers);
  const accept = headers[STREAM_ACCEPT];
  return typeof accept === "string" && accept !== "" ? { ...kept, accept } : kept;
}

/** No container answered: what the router says of it, as AWS tells it. */
function unanswered({ endpoint, identity }: Asked, error: unknown): unknown {
  if (!isSlipwayError(error)) return error;
  const { code, message } = error;
  switch (code) {
    case "SLIP-ROUTER-004":
    case "SLIP-ROUTER-005":
    case "SLIP-ROUTER-009":
      return modelError({ status: 0, message, endpoint, identity, code });
    // InService says the store, not served says the router: it has not heard of the endpoint yet, so trying again helps.
    case "SLIP-ROUTER-001":
      return new AwsError(code, message, { type: "ServiceUnavailable", status: 503, cause: error });
    default:
      return new AwsError(code, message, { cause: error });
  }
}

function only(names: readonly string[], headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (typeof value === "string") kept[name] = value;
  }
  return kept;
}
