import { defined } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { ServingRef } from "#runtimes/serving.ts";

/** The endpoint as its runtime knows it. */
export function servingRef(endpoint: Endpoint): ServingRef {
  const { name, namespace = "" } = endpoint.metadata;
  return { name, namespace, owner: endpoint, ...defined({ memory: endpoint.status?.slipway?.update }) };
}
