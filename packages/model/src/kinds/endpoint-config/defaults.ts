import type { EndpointConfigSpec } from "./type.generated.ts";

/** The spec with what AWS fills in and tells in Describe; what is set stays. */
export function withEndpointConfigDefaults(spec: EndpointConfigSpec): EndpointConfigSpec {
  return { ...spec, enableNetworkIsolation: spec.enableNetworkIsolation ?? false };
}
