import { findCondition, rfc3339 } from "@slipway/model";
import type { Endpoint, EndpointStatus } from "@slipway/model/kinds/endpoint/index.ts";
import type { Step, StepCondition, StepResult } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { Serving, ServingState } from "#runtimes/serving.ts";
import { servingRef } from "./serving-ref.ts";

/** How often an endpoint is looked at when nothing wakes us. */
const RECHECK_MS = 15_000;

type Phase = NonNullable<EndpointStatus["endpointStatus"]>;

/** Says in SageMaker's words how the endpoint does, and in ACK's whether that is what was asked for. */
export function report(serving: Serving): Step<Endpoint, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    evenAfterFailure: true,
    async run(endpoint, turn) {
      const held = heldUp(endpoint);
      const state = held === undefined ? await serving.observe(servingRef(endpoint), turn.signal) : undefined;
      const phase = phaseOf(endpoint, state);
      const message = state?.message ?? held ?? "";
      if (phase !== endpoint.status?.endpointStatus) announce(endpoint, { phase, message }, turn);
      return {
        condition: synced(endpoint, phase, state),
        status: {
          endpointStatus: phase,
          failureReason: state?.phase === "failed" ? message : undefined,
          lastModifiedTime: lastModified(endpoint, phase, turn.now),
          ...(state === undefined
            ? { slipway: { ...endpoint.status?.slipway, message } }
            : { ...seen(endpoint, state), ...state.reported }),
        },
        recheckAfterMs: RECHECK_MS,
      };
    },
  };
}

/** Why nothing is handed to the runtime in this pass; a missing reference does not hold up what serves already. */
function heldUp(endpoint: Endpoint): string | undefined {
  const references = findCondition(endpoint.status?.conditions, "ACK.ReferencesResolved");
  if (references?.status !== "False" || references.reason === "Missing") return undefined;
  return references.message ?? "";
}

/**
 * Made until it first served, and updated while it gets another configuration: an update that fails leaves the old one
 * in service, and so does a pod that is replaced, for then the router asks the others.
 */
function phaseOf({ spec, status }: Endpoint, state: ServingState | undefined): Phase {
  const serves = status?.slipway?.endpointConfigName;
  switch (state?.phase) {
    case "ready":
      return "InService";
    case "failed":
      return serves === undefined ? "Failed" : "InService";
    default:
      if (serves === undefined) return "Creating";
      return serves === spec.endpointConfigName ? "InService" : "Updating";
  }
}

/** As ACK has it: also a status that went wrong is synced once it does not change any more, unless it is an update's. */
function synced(endpoint: Endpoint, phase: Phase, state: ServingState | undefined): StepCondition {
  const failed = state?.phase === "failed" && phase === "InService";
  const settled = phase === "Failed" || (phase === "InService" && !failed);
  return {
    status: settled ? "True" : "False",
    reason: failed ? "Failed" : phase,
    message: failed ? inServiceButFailed(endpoint) : `Endpoint is in ${phase} status.`,
  };
}

/** Of an update in ACK's words; the name is that of the configuration that still serves. */
export function inServiceButFailed({ spec, status }: Endpoint): string {
  const name = status?.slipway?.endpointConfigName ?? "";
  if (name === spec.endpointConfigName) return "Endpoint is in InService status. Check the FailureReason.";
  return `api error EndpointUpdateError: unable to update endpoint. check FailureReason. latest EndpointConfigName is ${name}`;
}

function announce(
  endpoint: Endpoint,
  { phase, message }: { readonly phase: Phase; readonly message: string },
  turn: Turn,
): void {
  turn.events.record(endpoint, { type: phase === "Failed" ? "Warning" : "Normal", reason: phase, message });
}

function lastModified({ metadata, status }: Endpoint, phase: Phase, now: Date): string {
  const changed = status?.endpointStatus !== undefined && status.endpointStatus !== phase;
  return changed ? rfc3339(now) : (status?.lastModifiedTime ?? metadata.creationTimestamp ?? rfc3339(now));
}

function seen(endpoint: Endpoint, state: ServingState): StepResult<Endpoint>["status"] {
  const { endpointConfigName } = endpoint.spec;
  return {
    productionVariants: productionVariants(endpoint, state),
    slipway: {
      ...endpoint.status?.slipway,
      message: state.message,
      pods: Object.fromEntries(state.variants.map((variant) => [variant.name, variant.pods])),
      ...(state.phase === "ready" && endpointConfigName !== undefined ? { endpointConfigName } : {}),
    },
  };
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
