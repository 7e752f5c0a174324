import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointStatus } from "@slipway/model/kinds/endpoint/view.ts";
import type { Cache, Index } from "#store/cache.ts";

/** Which endpoints can be invoked, from memory: an invocation costs no read of the store. */
export interface EndpointStates {
  /** Updating endpoints answer with what they served before. */
  canInvoke(namespace: string, endpointName: string): boolean;
  /** The region of SageMaker that serves the endpoint, where it is not served here. */
  elsewhere(namespace: string, endpointName: string): string | undefined;
}

const ANSWERING = new Set(["InService", "Updating", "SystemUpdating", "RollingBack"]);

const answering: Index<Endpoint> = {
  name: "answering",
  values: (endpoint) =>
    ANSWERING.has(endpointStatus(endpoint))
      ? [`${endpoint.metadata.namespace ?? ""}/${endpoint.spec.endpointName}`]
      : [],
};

/** Until the cache has endpoints none can be invoked. */
export function endpointStates(cache: Cache): EndpointStates {
  cache.index(endpointKind, answering);
  const find = (namespace: string, name: string): Endpoint | undefined =>
    cache.now(endpointKind)?.by(answering, `${namespace}/${name}`, { limit: 1 })[0];
  return {
    canInvoke: (namespace, endpointName) => find(namespace, endpointName) !== undefined,
    elsewhere: (namespace, endpointName) => regionElsewhere(find(namespace, endpointName)),
  };
}

function regionElsewhere(endpoint: Endpoint | undefined): string | undefined {
  const { slipway, ackResourceMetadata } = endpoint?.status ?? {};
  return slipway?.runtime === "sagemaker" ? ackResourceMetadata?.region : undefined;
}
