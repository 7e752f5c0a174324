import type { IncomingMessage } from "node:http";
import type { Invoker } from "#router/invoker.ts";
import type { EndpointStates } from "../invoke/endpoint-states.ts";
import { invokeEndpoint } from "../invoke/invoke-endpoint.ts";
import type { InvokeRights } from "../invoke/invoke-rights.ts";
import { restJson } from "../protocols/rest-json.ts";
import type { DoorService } from "./door-service.ts";

/** Invocations hold 6 MiB. */
const LONGEST_BODY = 6 * 1024 * 1024;

const INVOCATIONS = /^\/endpoints\/([^/?]+)\/invocations(?:\?|$)/;

/** SageMaker's runtime API, of which InvokeEndpoint is served; it shares its signing name with the control API. */
export function runtimeService(parts: {
  readonly states: EndpointStates;
  readonly rights: InvokeRights;
  readonly invoker: Invoker;
}): DoorService {
  const { states, rights, invoker } = parts;
  return {
    signingName: "sagemaker",
    operations: ["InvokeEndpoint"],
    longestBody: LONGEST_BODY,
    takes: (request) => endpointIn(request) !== undefined,
    protocolOf: () => restJson,
    async answer({ exchange, key, body }) {
      const endpoint = endpointIn(exchange.request) ?? "";
      await rights.check(key, endpoint);
      const { namespace, accountId, region } = key;
      const invocation = { endpoint, namespace, identity: { accountId, region }, body };
      await invokeEndpoint(invocation, exchange, { states, invoker });
    },
  };
}

/** The endpoint that a request to the runtime API names; undefined where it names none. */
export function endpointIn({ method, url = "" }: IncomingMessage): string | undefined {
  const name = method === "POST" ? INVOCATIONS.exec(url)?.[1] : undefined;
  try {
    return name === undefined ? undefined : decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
