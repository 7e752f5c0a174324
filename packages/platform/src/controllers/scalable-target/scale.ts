import { type AwsIdentity, defined } from "@slipway/model";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  type ScalableTarget,
  scaledVariant,
  scheduledActions,
  scheduledActionsProblem,
} from "@slipway/model/kinds/scalable-target/index.ts";
import type { ScalingPolicy } from "@slipway/model/kinds/scaling-policy/index.ts";
import {
  type Decision,
  decideScale,
  explainDecision,
  type OpenedTarget,
  openTarget,
  type ScalingMemory,
} from "@slipway/model/scaling/index.ts";
import { measuredHere } from "#controllers/measured-here.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { appendScalingActivity } from "#ledger/scaling-activities.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { untilNextPoint } from "#monitoring/alarm/alarm-points.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { policiesOf } from "#runs/scaled-objects.ts";
import { servingRef } from "#runs/serving-ref.ts";
import { subjectOf } from "#runs/subject-of.ts";
import type { Serving, VariantState } from "#runtimes/serving.ts";
import { type MeasuredPolicies, measuredPolicies } from "./measured-policies.ts";

const WAITING_MS = 5_000;

interface Parts {
  readonly ledger: Ledger;
  readonly serving: Serving;
  readonly identity: AwsIdentity;
}

/** Looks once a minute, when another minute's measurements are there, and writes how many instances there are to be. */
export function scale(parts: Parts): Step<ScalableTarget, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    async run(target, turn) {
      const { namespace = "" } = target.metadata;
      const { endpoint: name = "", variant = "" } = scaledVariant(target.spec) ?? {};
      const endpoint = await findByAwsName({ ...turn, kind: endpointKind, namespace, name });
      if (endpoint === undefined) return waiting(target, `Endpoint ${name} does not exist`);
      if (carrierOf(endpoint) === "sagemaker")
        throw new TerminalError(
          "RunsInSageMaker",
          `Endpoint ${name} runs in SageMaker, which scales it: register the target there`,
        );
      if (endpoint.status?.endpointStatus !== "InService")
        return waiting(
          target,
          `Endpoint ${name} is ${endpoint.status?.endpointStatus ?? "not looked at yet"}`,
        );
      const { variants } = await parts.serving.observe(servingRef(endpoint), turn.signal);
      const state = variants.find((one) => one.name === variant);
      if (state === undefined) return waiting(target, `Endpoint ${name} has no variant ${variant}`);
      return decide(parts, target, { endpoint, state, turn });
    },
  };
}

function waiting({ status }: ScalableTarget, message: string): StepResult<ScalableTarget> {
  return {
    condition: { status: "False", reason: "Waiting", message },
    status: { slipway: { ...status?.slipway, message } },
    recheckAfterMs: WAITING_MS,
  };
}

interface Place {
  readonly endpoint: Endpoint;
  readonly state: VariantState;
  readonly turn: Turn;
}

async function decide(
  { ledger, serving, identity }: Parts,
  target: ScalableTarget,
  { endpoint, state, turn }: Place,
): Promise<StepResult<ScalableTarget>> {
  const before = target.status?.slipway;
  const recheckAfterMs = untilNextPoint({ name: "", period: 60 }, turn.now);
  const given = await policiesOf(turn.cache, target, turn.signal);
  const decidedBy = markOf(target, given, new Date(turn.now.getTime() + recheckAfterMs));
  const isNew = decidedBy !== before?.decidedBy;
  const { policies, signals } = await measuredPolicies(isNew ? given : [], {
    ...{ ledger, identity, turn },
    measured: measuredHere(ledger, turn, target.metadata.namespace ?? ""),
    since: new Date(endpoint.metadata.creationTimestamp ?? turn.now),
  });
  const { desired: current, ready } = state;
  const observation = { now: turn.now.getTime(), current, ready, signals };
  const decision = decideScale(opened(target, policies), observation, before?.memory);
  const why = explainDecision(decision);
  const isChange = decision.desired !== current;
  if (isChange) {
    // Before it is done: what was done is told, be it that a kill in between tells it twice.
    await keep(ledger, target, { decision, why, now: turn.now });
    await serving.scale(servingRef(endpoint), { variant: state.name, count: decision.desired }, turn.signal);
    turn.events.record(target, { type: "Normal", reason: "SuccessfulRescale", message: why });
  }
  const message = isNew || isChange ? why : (before?.message ?? "");
  const memory = remembered(target, decision, isNew);
  return {
    condition: { status: "True", reason: "Scaled", message },
    status: { slipway: { desired: decision.desired, message, decidedBy, ...defined({ memory }) } },
    recheckAfterMs,
  };
}

/** Names what is decided by: the minutes up to the next look, and the target and its policies as they stand. */
function markOf(target: ScalableTarget, policies: readonly ScalingPolicy[], next: Date): string {
  const asTheyStand = [target, ...policies].map(({ metadata }) => `${metadata.uid}/${metadata.generation}`);
  return `${next.toISOString()} ${contentDigest(asTheyStand.join(" "))}`;
}

function opened(target: ScalableTarget, policies: MeasuredPolicies["policies"]): OpenedTarget {
  const { minCapacity: min = 0, maxCapacity: max = 0, suspendedState: suspended } = target.spec;
  const actions = scheduledActions(target);
  const problem = scheduledActionsProblem(actions);
  if (problem !== undefined) throw new TerminalError("InvalidScheduledAction", problem);
  return openTarget({
    ...{ min, max, policies, scheduledActions: actions },
    suspended: {
      scaleIn: suspended?.dynamicScalingInSuspended === true,
      scaleOut: suspended?.dynamicScalingOutSuspended === true,
      scheduled: suspended?.scheduledScalingSuspended === true,
    },
  });
}

/** Of a look that had nothing new to measure only what scheduled actions did; without those nobody asks when they were looked at. */
function remembered(target: ScalableTarget, { memory }: Decision, isNew: boolean): ScalingMemory | undefined {
  const { scheduledUntil, ...others } = memory;
  const scheduled = scheduledActions(target).length === 0 ? {} : defined({ scheduledUntil });
  if (isNew) return { ...others, ...scheduled };
  const { bounds: _, ...before } = target.status?.slipway?.memory ?? {};
  return { ...before, ...defined({ bounds: memory.bounds }), ...scheduled };
}

function keep(
  ledger: Ledger,
  target: ScalableTarget,
  { decision, why, now }: { readonly decision: Decision; readonly why: string; readonly now: Date },
): Promise<void> {
  const { current, desired } = decision;
  return appendScalingActivity(ledger, subjectOf(target), {
    id: `${now.getTime()}-${current}-${desired}`,
    at: now,
    resourceID: target.spec.resourceID,
    desired,
    cause: why,
  });
}
