import type { Endpoint } from "./type.generated.ts";

/** ACK's own: the configuration that the endpoint was last asked to take, so that an update that failed is not tried for ever. */
export const LAST_UPDATE = "sagemaker.services.k8s.aws/last-endpoint-config-for-update";

/** The endpoint with the annotation; itself where it says so already. */
export function withLastUpdate(endpoint: Endpoint, configuration: string): Endpoint {
  const { annotations } = endpoint.metadata;
  if (annotations?.[LAST_UPDATE] === configuration) return endpoint;
  const metadata = { ...endpoint.metadata, annotations: { ...annotations, [LAST_UPDATE]: configuration } };
  return { ...endpoint, metadata };
}
