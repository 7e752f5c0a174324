import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  type ScalableTarget,
  scalableTargetKind,
  scaledVariant,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { type OpenedPolicy, openPolicy } from "@slipway/model/kinds/scaling-policy/index.ts";
import {
  type Decision,
  decideScale,
  explainDecision,
  openTarget,
  type ScalingMemory,
  type Signal,
} from "@slipway/model/scaling/index.ts";
import { measuredHere } from "#controllers/measured-here.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { appendScalingActivity } from "#ledger/scaling-activities.ts";
import { untilNextPoint } from "#monitoring/alarm/alarm-points.ts";
import { MathError } from "#monitoring/math/math-error.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { policiesOf } from "#runs/scaled-objects.ts";
import { servingRef } from "#runs/serving-ref.ts";
import type { Serving, VariantState } from "#runtimes/serving.ts";
import { policySignal } from "./policy-signal.ts";

const WAITING_MS = 5_000;

/** Looks once a minute, when another minute's measurements are there, and writes how many instances there are to be. */
export function scale(parts: {
  readonly ledger: Ledger;
  readonly serving: Serving;
}): Step<ScalableTarget, "ACK.ResourceSynced"> {
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
  { ledger, serving }: { readonly ledger: Ledger; readonly serving: Serving },
  target: ScalableTarget,
  { endpoint, state, turn }: Place,
): Promise<StepResult<ScalableTarget>> {
  const policies = (await policiesOf(turn.cache, target, turn.signal)).map(openPolicy).filter(isUsable);
  const signals: Record<string, Signal> = {};
  const measured = measuredHere(ledger, turn, target.metadata.namespace ?? "");
  const since = new Date(endpoint.metadata.creationTimestamp ?? turn.now);
  for (const { policy, signal } of policies)
    signals[policy.name] = await signalOf(policySignal(signal, { ledger, measured, now: turn.now, since }));
  const { minCapacity: min = 0, maxCapacity: max = 0, suspendedState: suspended } = target.spec;
  const opened = openTarget({
    min,
    max,
    policies: policies.map(({ policy }) => policy),
    suspended: {
      scaleIn: suspended?.dynamicScalingInSuspended === true,
      scaleOut: suspended?.dynamicScalingOutSuspended === true,
      scheduled: suspended?.scheduledScalingSuspended === true,
    },
  });
  const current = state.desired;
  const observation = { now: turn.now.getTime(), current, ready: state.ready, signals };
  const decision = decideScale(opened, observation, target.status?.slipway?.memory);
  const message = explainDecision(decision);
  if (decision.desired !== current) {
    // Before it is done: what was done is told, be it that a kill in between tells it twice.
    await keep(ledger, target, { decision, now: turn.now });
    await serving.scale(servingRef(endpoint), { variant: state.name, count: decision.desired }, turn.signal);
    tell(target, decision, turn);
  }
  return {
    condition: { status: "True", reason: "Scaled", message },
    status: { slipway: { desired: decision.desired, message, memory: memoryOf(decision) } },
    recheckAfterMs: untilNextPoint({ name: "", period: 60 }, turn.now),
  };
}

/** Without scheduled actions nobody asks when they were looked at, and nothing is written that has not changed. */
function memoryOf({ memory }: Decision): ScalingMemory {
  const { scheduledUntil: _, ...others } = memory;
  return others;
}

const isUsable = (opened: OpenedPolicy): opened is Exclude<OpenedPolicy, { readonly problem: string }> =>
  "policy" in opened;

/** An expression without a meaning is told by its policy, and measures nothing. */
async function signalOf(read: Promise<Signal>): Promise<Signal> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof MathError) return { periodSeconds: 60, values: [] };
    throw error;
  }
}

function keep(
  ledger: Ledger,
  { metadata, spec }: ScalableTarget,
  { decision, now }: { readonly decision: Decision; readonly now: Date },
): Promise<void> {
  const { namespace = "", name, uid = "" } = metadata;
  const { current, desired } = decision;
  return appendScalingActivity(
    ledger,
    { namespace, kind: scalableTargetKind.kind, name, uid },
    {
      id: `${now.getTime()}-${current}-${desired}`,
      at: now,
      resourceID: spec.resourceID,
      desired,
      cause: explainDecision(decision),
    },
  );
}

function tell(target: ScalableTarget, decision: Decision, { events }: Turn): void {
  events.record(target, { type: "Normal", reason: "SuccessfulRescale", message: explainDecision(decision) });
}
