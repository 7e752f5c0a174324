import type { IncomingMessage, ServerResponse } from "node:http";
import type { RequestQueue } from "#ledger/request-queue.ts";
import type { Clock } from "#lib/clock.ts";
import type { Invoker } from "#router/invoker.ts";
import type { InvokeOperation } from "../invoke/check-invocation.ts";
import type { ClientAccess, Keyed } from "../invoke/client-access.ts";
import { allowOrigin, answerPreflight } from "../invoke/cors.ts";
import type { EndpointStates } from "../invoke/endpoint-states.ts";
import { type Asked, invokeEndpoint } from "../invoke/invoke-endpoint.ts";
import { invokeEndpointAsync } from "../invoke/invoke-endpoint-async.ts";
import type { InvokeRights } from "../invoke/invoke-rights.ts";
import type { RateLimits } from "../invoke/rate-limits.ts";
import type { Exchange } from "../protocols/exchange.ts";
import { restJson } from "../protocols/rest-json.ts";
import type { DoorService, Unsigned } from "./door-service.ts";

/** Invocations hold 6 MiB. */
const LONGEST_BODY = 6 * 1024 * 1024;

const INVOCATIONS = /^\/endpoints\/([^/?]+)\/invocations(-response-stream)?(?:\?|$)/;
const ASYNC_INVOCATIONS = /^\/endpoints\/([^/?]+)\/async-invocations(?:\?|$)/;

export interface RuntimeParts {
  readonly states: EndpointStates;
  readonly rights: InvokeRights;
  readonly clients: ClientAccess;
  readonly limits: RateLimits;
  readonly invoker: Invoker;
  /** Where requests are kept that are answered later; absent where none are taken. */
  readonly later?: { readonly queue: RequestQueue; readonly clock: Clock };
}

/**
 * SageMaker's runtime API, of which InvokeEndpoint is served, also with a streamed answer, and InvokeEndpointAsync where requests can be
 * kept; it shares its signing name with the control API. An endpoint may have bearer keys for clients that do not sign, and take them from browsers.
 */
export function runtimeService(parts: RuntimeParts): DoorService {
  const { states, rights, clients, limits, later } = parts;
  const laterIn = (request: IncomingMessage): string | undefined =>
    later !== undefined && request.method === "POST" ? nameIn(request, ASYNC_INVOCATIONS) : undefined;

  async function invoke(exchange: Exchange, asked: Asked): Promise<void> {
    const { request, response } = exchange;
    const { namespace, endpoint } = asked;
    const { origins = [], requestsPerSecond } = states.answering(namespace, endpoint)?.access ?? {};
    allowOrigin(request, response, origins);
    if (requestsPerSecond !== undefined) limits.take(`${namespace}/${endpoint}`, requestsPerSecond);
    if (later === undefined || laterIn(request) === undefined) await invokeEndpoint(asked, exchange, parts);
    else await invokeEndpointAsync(asked, exchange, { states, ...later });
  }

  function byKey(keyed: Keyed): Unsigned {
    const { namespace, endpoint, key } = keyed;
    const { ownerAccountID = "", region = "" } = endpoint.status?.ackResourceMetadata ?? {};
    const { endpointName } = endpoint.spec;
    const caller = `key ${namespace}/${endpointName}/${key.name}`;
    return {
      caller,
      async answer(exchange, body) {
        if (key.requestsPerSecond !== undefined) limits.take(caller, key.requestsPerSecond);
        const identity = { accountId: ownerAccountID, region };
        const operation = operationIn(exchange.request);
        await invoke(exchange, { namespace, endpoint: endpointName, identity, body, operation });
      },
    };
  }

  return {
    signingName: "sagemaker",
    operations: [
      "InvokeEndpoint",
      "InvokeEndpointWithResponseStream",
      ...(later === undefined ? [] : ["InvokeEndpointAsync"]),
    ],
    longestBody: LONGEST_BODY,
    takes: (request) =>
      endpointIn(request) !== undefined || laterIn(request) !== undefined || isPreflight(request),
    protocolOf: () => restJson,
    unsigned({ request, response }) {
      if (isPreflight(request)) {
        const origins = clients.originsOf(nameIn(request) ?? "");
        return { answer: async (exchange) => answerPreflight(request, exchange.response, origins) };
      }
      try {
        const named = laterIn(request) ?? endpointIn(request) ?? "";
        const keyed = clients.keyed(request.headers.authorization, named);
        return keyed === undefined ? undefined : byKey(keyed);
      } catch (error) {
        challenge(response);
        throw error;
      }
    },
    async answer({ exchange, key, body }) {
      const endpoint = laterIn(exchange.request) ?? endpointIn(exchange.request) ?? "";
      const operation = operationIn(exchange.request);
      await rights.check(key, endpoint);
      const { namespace, accountId, region } = key;
      const asked = { endpoint, operation, namespace, identity: { accountId, region }, body };
      await invoke(exchange, asked);
    },
  };
}

/** RFC 6750, section 3: what a client is to present. */
const challenge = (response: ServerResponse): void =>
  void response.setHeader("www-authenticate", 'Bearer realm="slipway", error="invalid_token"');

/** The endpoint that a request to the runtime API names; undefined where it names none. */
export function endpointIn(request: IncomingMessage): string | undefined {
  return request.method === "POST" ? nameIn(request) : undefined;
}

/** What a browser asks before it invokes an endpoint for a page of another origin; it is never signed. */
export function isPreflight(request: IncomingMessage): boolean {
  const { method, headers } = request;
  if (method !== "OPTIONS" || headers["access-control-request-method"] !== "POST") return false;
  return nameIn(request) !== undefined;
}

function operationIn({ url = "" }: IncomingMessage): InvokeOperation {
  return INVOCATIONS.exec(url)?.[2] === undefined ? "InvokeEndpoint" : "InvokeEndpointWithResponseStream";
}

function nameIn({ url = "" }: IncomingMessage, path = INVOCATIONS): string | undefined {
  const name = path.exec(url)?.[1];
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
