import type { EndpointSpec } from "./type.generated.ts";

/** Fields whose meaning would be lost where the object is carried; each sentence names the field. */
export function unsupportedInEndpoint(spec: EndpointSpec): readonly string[] {
  return spec.deploymentConfig === undefined ? [] : ["deploymentConfig is not served yet: updates roll"];
}
