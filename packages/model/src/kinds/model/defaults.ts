import type { ModelSpec } from "./type.generated.ts";

/** The spec with what AWS fills in and tells in Describe; what is set stays. */
export function withModelDefaults(spec: ModelSpec): ModelSpec {
  return { ...spec, enableNetworkIsolation: spec.enableNetworkIsolation ?? false };
}
