import { defined, findCondition, rfc3339 } from "@slipway/model";
import type { Endpoint, EndpointStatus } from "@slipway/model/kinds/endpoint/index.ts";
import { askedProperties } from "@slipway/model/kinds/endpoint/variant-properties.ts";
import type { Step, StepCondition, StepResult } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { REFUSED } from "#runs/refused.ts";
import { servingRef } from "#runs/serving-ref.ts";
import type { Serving, ServingState } from "#runtimes/serving.ts";

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
      const seen: Seen = { held, state };
      const phase = phaseOf(endpoint, seen);
      const failureReason = failureOf(seen);
      const message = state?.message ?? held?.message ?? "";
      const isNews = phase !== endpoint.status?.endpointStatus || isNewFailure(endpoint, failureReason);
      if (isNews) announce(endpoint, { phase, message, failed: failureReason !== undefined }, turn);
      return {
        condition: synced(endpoint, phase, failureReason !== undefined),
        status: {
          endpointStatus: phase,
          failureReason,
          lastModifiedTime: lastModified(endpoint, phase, turn.now),
          ...(state === undefined
            ? { slipway: { ...endpoint.status?.slipway, message } }
            : { ...told(endpoint, state), ...state.reported }),
        },
        recheckAfterMs: RECHECK_MS,
      };
    },
  };
}

/** What a pass has found: why nothing is handed to the runtime, or else what the runtime says. */
interface Seen {
  readonly held: { readonly refused: boolean; readonly message: string } | undefined;
  readonly state: ServingState | undefined;
}

/** A missing reference does not hold up what serves already. */
function heldUp({ status }: Endpoint): Seen["held"] {
  const references = findCondition(status?.conditions, "ACK.ReferencesResolved");
  if (references?.status !== "False" || references.reason === "Missing") return undefined;
  return { refused: references.reason === REFUSED, message: references.message ?? "" };
}

function failureOf({ held, state }: Seen): string | undefined {
  if (held?.refused === true) return held.message;
  return state?.phase === "failed" ? state.message : undefined;
}

function isNewFailure({ status }: Endpoint, reason: string | undefined): boolean {
  return reason !== undefined && reason !== status?.failureReason;
}

/**
 * Made until it first served, and updated while it gets another configuration: an update that fails leaves the old one
 * in service, and so does a pod that is replaced, for then the router asks the others.
 */
function phaseOf(endpoint: Endpoint, seen: Seen): Phase {
  const { spec, status } = endpoint;
  const serves = status?.slipway?.endpointConfigName;
  if (seen.state?.phase === "ready") return "InService";
  if (seen.state?.phase === "back") return "RollingBack";
  if (failureOf(seen) !== undefined) return serves === undefined ? "Failed" : "InService";
  if (serves === undefined) return "Creating";
  const isUpdated = serves === spec.endpointConfigName && isAsAsked(endpoint);
  return isUpdated && seen.state?.pending === undefined ? "InService" : "Updating";
}

/** Whether what was asked of variants beyond the configuration has been carried out. */
function isAsAsked(endpoint: Endpoint): boolean {
  return askedProperties(endpoint) === endpoint.status?.slipway?.variantProperties;
}

/** As ACK has it: also a status that went wrong is synced once it does not change any more, unless it is an update's. */
function synced(endpoint: Endpoint, phase: Phase, hasFailed: boolean): StepCondition {
  const failed = hasFailed && phase === "InService";
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
  { phase, message, failed }: { readonly phase: Phase; readonly message: string; readonly failed: boolean },
  turn: Turn,
): void {
  const reason = failed ? "Failed" : phase;
  turn.events.record(endpoint, { type: failed ? "Warning" : "Normal", reason, message });
}

function lastModified({ metadata, status }: Endpoint, phase: Phase, now: Date): string {
  const changed = status?.endpointStatus !== undefined && status.endpointStatus !== phase;
  return changed ? rfc3339(now) : (status?.lastModifiedTime ?? metadata.creationTimestamp ?? rfc3339(now));
}

function told(endpoint: Endpoint, state: ServingState): StepResult<Endpoint>["status"] {
  const { endpointConfigName } = endpoint.spec;
  const { variantProperties: before, ...slipway } = endpoint.status?.slipway ?? {};
  const isReady = state.phase === "ready";
  return {
    productionVariants: summaries(endpoint, answering(state.variants)),
    shadowProductionVariants: someOrNone(summaries(endpoint, shadowing(state.variants))),
    pendingDeploymentSummary: pendingDeployment(endpoint, state),
    lastDeploymentConfig: isReady ? endpoint.spec.deploymentConfig : endpoint.status?.lastDeploymentConfig,
    slipway: {
      ...slipway,
      message: state.message,
      pods: Object.fromEntries(state.variants.map((variant) => [variant.name, variant.pods])),
      ...(isReady && endpointConfigName !== undefined ? { endpointConfigName } : {}),
      ...defined({ variantProperties: isReady ? askedProperties(endpoint) : before }),
    },
  };
}

function pendingDeployment(
  { spec }: Endpoint,
  { pending }: ServingState,
): EndpointStatus["pendingDeploymentSummary"] {
  if (pending === undefined) return undefined;
  return {
    endpointConfigName: spec.endpointConfigName,
    startTime: rfc3339(new Date(pending.since)),
    productionVariants: answering(pending.variants).map(countsOf),
    ...defined({ shadowProductionVariants: someOrNone(shadowing(pending.variants).map(countsOf)) }),
  };
}

type Variants = ServingState["variants"];

const answering = (variants: Variants): Variants => variants.filter(({ role }) => role !== "shadow");
const shadowing = (variants: Variants): Variants => variants.filter(({ role }) => role === "shadow");
const someOrNone = <T>(all: readonly T[]): readonly T[] | undefined => (all.length === 0 ? undefined : all);

const countsOf = (variant: ServingState["variants"][number]) => ({
  variantName: variant.name,
  currentInstanceCount: variant.ready,
  desiredInstanceCount: variant.desired,
  currentWeight: variant.weight,
  desiredWeight: variant.weight,
  ...defined({ deployedImages: variant.images }),
});

function summaries(
  endpoint: Endpoint,
  variants: Variants,
): NonNullable<EndpointStatus["productionVariants"]> {
  const images = endpoint.status?.slipway?.images ?? {};
  return variants.map((variant) => ({
    ...(images[variant.name] === undefined
      ? {}
      : { deployedImages: [{ specifiedImage: images[variant.name] ?? "" }] }),
    ...countsOf(variant),
  }));
}
