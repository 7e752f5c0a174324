import { type AwsIdentity, defined } from "@slipway/model";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  type ScalableTarget,
  scaledTarget,
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
import { contentDigest } from "#lib/content-digest.ts";
import { untilNextPoint } from "#monitoring/alarm/alarm-points.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import { findByAwsName } from "#runs/find-by-aws-name.ts";
import { policiesOf } from "#runs/scaled-objects.ts";
import { servingRef } from "#runs/serving-ref.ts";
import type { Serving } from "#runtimes/serving.ts";
import { carryOut } from "./carry-out.ts";
import { decidedFor } from "./decided-for.ts";
import { type MeasuredPolicies, measuredPolicies } from "./measured-policies.ts";
import type { Place } from "./place.ts";

const WAITING_MS = 5_000;
const AT_ONCE_MS = 1;

interface Parts {
  readonly ledger: Ledger;
  readonly serving: Serving;
  readonly identity: AwsIdentity;
}

/** Looks once a minute, when another minute's measurements are there, decides how many instances there are to be, and has the variant have them. */
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

/** Decides from what was decided before, and stores it; a decision that is stored already is carried out. */
async function decide(
  parts: Parts,
  target: ScalableTarget,
  place: Place,
): Promise<StepResult<ScalableTarget>> {
  const { ledger, identity } = parts;
  const { endpoint, state, turn } = place;
  const before = target.status?.slipway;
  const decided = decidedFor(target, endpoint);
  const nextPointMs = untilNextPoint({ name: "", period: 60 }, turn.now);
  const given = await policiesOf(turn.cache, target, turn.signal);
  const decidedBy = markOf(target, given, new Date(turn.now.getTime() + nextPointMs));
  const isNew = decidedBy !== before?.decidedBy;
  const { policies, signals } = await measuredPolicies(isNew ? given : [], {
    ...{ ledger, identity, turn },
    measured: measuredHere(ledger, turn, target.metadata.namespace ?? ""),
    since: new Date(endpoint.metadata.creationTimestamp ?? turn.now),
  });
  const { desired: current, ready } = { ...state, ...defined({ desired: decided?.desired }) };
  const observation = { now: turn.now.getTime(), current, ready, signals };
  const decision = decideScale(opened(target, policies), observation, before?.memory);
  const { desired, bounds } = decision;
  if (current >= bounds.min && current <= bounds.max) await carryOut(parts, target, place);
  const isChange = desired !== current;
  const why = explainDecision(decision);
  const message = isNew || isChange ? why : (before?.message ?? "");
  const memory = remembered(target, decision, isNew);
  const change = isChange ? { at: turn.now.toISOString(), from: current, why } : decided?.change;
  const { uid: endpointUID } = endpoint.metadata;
  return {
    condition: { status: "True", reason: "Scaled", message },
    status: { slipway: { desired, message, decidedBy, ...defined({ endpointUID, change, memory }) } },
    recheckAfterMs: isChange ? AT_ONCE_MS : nextPointMs,
  };
}

/** Names what is decided by: the minutes up to the next look, and the target and its policies as they stand. */
function markOf(target: ScalableTarget, policies: readonly ScalingPolicy[], next: Date): string {
  const asTheyStand = [target, ...policies].map(({ metadata }) => `${metadata.uid}/${metadata.generation}`);
  return `${next.toISOString()} ${contentDigest(asTheyStand.join(" "))}`;
}

function opened(target: ScalableTarget, policies: MeasuredPolicies["policies"]): OpenedTarget {
  const problem = scheduledActionsProblem(scheduledActions(target));
  if (problem !== undefined) throw new TerminalError("InvalidScheduledAction", problem);
  return openTarget(scaledTarget(target, policies));
}

/** Of a look that had nothing new to measure only what scheduled actions did; without those nobody asks when they were looked at. */
function remembered(target: ScalableTarget, { memory }: Decision, isNew: boolean): ScalingMemory | undefined {
  const { scheduledUntil, ...others } = memory;
  const scheduled = scheduledActions(target).length === 0 ? {} : defined({ scheduledUntil });
  if (isNew) return { ...others, ...scheduled };
  const { bounds: _, ...before } = target.status?.slipway?.memory ?? {};
  return { ...before, ...defined({ bounds: memory.bounds }), ...scheduled };
}
