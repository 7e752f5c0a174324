import { findCondition } from "@slipway/model";
import type { Endpoint, EndpointStatus } from "@slipway/model/kinds/endpoint/index.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import type { Serving, ServingState } from "#runtimes/serving.ts";

/** How often a serving endpoint is looked at when nothing wakes us. */
const RECHECK_MS = 15_000;

type Phase = NonNullable<EndpointStatus["endpointStatus"]>;

/** Says in SageMaker's words how the endpoint does, and in ACK's whether that is what was asked for. */
export function report(serving: Serving): Step<Endpoint> {
  return {
    condition: "ACK.ResourceSynced",
    async run(endpoint, turn) {
      const waiting = findCondition(endpoint.status?.conditions, "ACK.ReferencesResolved");
      if (waiting?.status === "False") return unsynced(endpoint, before(endpoint), waiting.message ?? "");
      const state = await serving.observe(`${endpoint.metadata.namespace ?? ""}/${endpoint.metadata.name}`);
      const result = told(endpoint, state);
      if (result.status?.endpointStatus !== endpoint.status?.endpointStatus)
        turn.events.record(endpoint, {
          type: state.phase === "failed" ? "Warning" : "Normal",
          reason: result.status?.endpointStatus ?? "Unknown",
          message: state.message,
        });
      return result;
    },
  };
}

/** What an endpoint that is not ready is called: it is made until it first served, and updated after that. */
function before(endpoint: Endpoint): Phase {
  return endpoint.status?.slipway?.endpointConfigName === undefined ? "Creating" : "Updating";
}

function told(endpoint: Endpoint, state: ServingState): StepResult<Endpoint> {
  const variants = productionVariants(endpoint, state);
  if (state.phase !== "ready") {
    const failed = state.phase === "failed";
    const result = unsynced(
      endpoint,
      failed && before(endpoint) === "Creating" ? "Failed" : before(endpoint),
      state.message,
    );
    return {
      ...result,
      status: {
        ...result.status,
        productionVariants: variants,
        ...(failed ? { failureReason: state.message } : {}),
      },
    };
  }
  return {
    condition: { status: "True", reason: "InService", message: "Resource synced successfully" },
    status: {
      endpointStatus: "InService",
      failureReason: undefined,
      productionVariants: variants,
      slipway: {
        ...endpoint.status?.slipway,
        message: state.message,
        pods: podsOf(state),
        ...(endpoint.spec.endpointConfigName === undefined
          ? {}
          : { endpointConfigName: endpoint.spec.endpointConfigName }),
      },
    },
    recheckAfterMs: RECHECK_MS,
  };
}

function unsynced(endpoint: Endpoint, phase: Phase, message: string): StepResult<Endpoint> {
  return {
    condition: { status: "False", reason: phase, message: `Endpoint is in ${phase} status.` },
    status: { endpointStatus: phase, slipway: { ...endpoint.status?.slipway, message } },
    recheckAfterMs: RECHECK_MS,
  };
}

function podsOf(state: ServingState): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(state.variants.map((variant) => [variant.name, variant.pods]));
}

function productionVariants(
  endpoint: Endpoint,
  state: ServingState,
): NonNullable<EndpointStatus["productionVariants"]> {
  const images = endpoint.status?.slipway?.images ?? {};
  return state.variants.map((variant) => ({
    variantName: variant.name,
    currentInstanceCount: variant.ready,
    desiredInstanceCount: variant.desired,
    currentWeight: variant.weight,
    desiredWeight: variant.weight,
    ...(images[variant.name] === undefined
      ? {}
      : { deployedImages: [{ specifiedImage: images[variant.name] ?? "" }] }),
  }));
}
