import type { EndpointSpec } from "./type.generated.ts";

/** AWS fills in nothing of an endpoint. */
export function withEndpointDefaults(spec: EndpointSpec): EndpointSpec {
  return spec;
}
