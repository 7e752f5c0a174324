import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import type { EndpointAccess } from "@slipway/model/kinds/endpoint/access.ts";
import { type Endpoint, type EndpointStatus, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { isNeverReplayed } from "@slipway/model/kinds/endpoint/replay.ts";
import { endpointStatus } from "@slipway/model/kinds/endpoint/view.ts";
import type { Cache, Index } from "#store/cache.ts";
import { accessOf } from "./access-of.ts";

/** Which endpoints can be invoked, from memory: an invocation costs no read of the store. */
export interface EndpointStates {
  /** Undefined where it cannot be invoked; updating endpoints answer with what they served before. */
  answering(namespace: string, endpointName: string): Answering | undefined;
}

export interface Answering {
  /** Of the object. */
  readonly uid: string;
  /** How it answers later; absent where it answers at once. */
  readonly asyncInference: EndpointStatus["asyncInferenceConfig"];
  /** The region of SageMaker that serves the endpoint, where it is not served here. */
  readonly elsewhere: string | undefined;
  /** How often it may be invoked, and by whose pages. */
  readonly access: EndpointAccess;
  /** Whether no container may see a request twice. */
  readonly neverReplayed: boolean;
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
  return {
    answering: (namespace, name) => {
      const [found] = cache.now(endpointKind)?.by(answering, `${namespace}/${name}`, { limit: 1 }) ?? [];
      if (found === undefined) return undefined;
      return {
        uid: found.metadata.uid ?? "",
        asyncInference: found.status?.asyncInferenceConfig,
        elsewhere: regionElsewhere(found),
        access: accessOf(found.metadata.annotations),
        neverReplayed: isNeverReplayed(found.metadata.annotations),
      };
    },
  };
}

function regionElsewhere(endpoint: Endpoint): string | undefined {
  return carrierOf(endpoint) === "sagemaker" ? endpoint.status?.ackResourceMetadata?.region : undefined;
}
