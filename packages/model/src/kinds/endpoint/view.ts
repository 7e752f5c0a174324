import { findCondition } from "../../conditions.ts";
import { defined } from "../../defined.ts";
import type { Endpoint, EndpointStatus } from "./type.generated.ts";
import { updateAttempt } from "./update-attempt.ts";
import { askedProperties, variantProperties } from "./variant-properties.ts";

/** The endpoint as SageMaker tells it: the configuration is the one that answers now, the status never ahead of the spec. */
export function endpointView(endpoint: Endpoint): Endpoint {
  const answering = endpoint.status?.slipway?.endpointConfigName;
  return {
    ...endpoint,
    spec: answering === undefined ? endpoint.spec : { ...endpoint.spec, endpointConfigName: answering },
    status: { ...endpoint.status, ...wantedVariants(endpoint), endpointStatus: endpointStatus(endpoint) },
  };
}

/** What is asked of variants is told as desired from the moment it is asked for. */
function wantedVariants(endpoint: Endpoint): EndpointStatus {
  const { productionVariants } = endpoint.status ?? {};
  const asked = variantProperties(endpoint);
  if (productionVariants === undefined || asked.size === 0) return {};
  return {
    productionVariants: productionVariants.map((variant) => {
      const { weight, instanceCount } = asked.get(variant.variantName ?? "") ?? {};
      return {
        ...variant,
        ...defined({ desiredWeight: weight ?? variant.desiredWeight }),
        ...defined({ desiredInstanceCount: instanceCount ?? variant.desiredInstanceCount }),
      };
    }),
  };
}

/**
 * Deleting from the moment of deletion, Updating from that of the update, before any controller has run. An update that
 * failed leaves the endpoint in service with what it served before, so that it can be updated again.
 */
export function endpointStatus({
  metadata,
  spec,
  status,
}: Pick<Endpoint, "metadata" | "spec" | "status">): NonNullable<EndpointStatus["endpointStatus"]> {
  if (metadata.deletionTimestamp !== undefined) return "Deleting";
  const written = status?.endpointStatus ?? "Creating";
  const answering = status?.slipway?.endpointConfigName;
  const isNew = updateAttempt({ metadata }) !== status?.slipway?.attempt;
  const outdated =
    answering !== undefined &&
    (isNew ||
      answering !== spec.endpointConfigName ||
      askedProperties({ metadata }) !== status?.slipway?.variantProperties);
  const failed = !isNew && status?.failureReason !== undefined && isLookedAt({ metadata, status });
  return written === "InService" && outdated && !failed ? "Updating" : written;
}

/** Whether the failure is of the spec as it stands: it was reported on, or refused before anything was begun. */
function isLookedAt({ metadata, status }: Pick<Endpoint, "metadata" | "status">): boolean {
  return (["ACK.ResourceSynced", "ACK.Terminal"] as const).some((type) => {
    const told = findCondition(status?.conditions, type);
    return told !== undefined && told.observedGeneration === metadata.generation;
  });
}
