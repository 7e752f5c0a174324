import { defined, isNotFound, keyOf } from "@slipway/model";
import { APPLICATION_AUTOSCALING } from "@slipway/model/aws/application-autoscaling/service.ts";
import { toSpec } from "@slipway/model/aws/object.ts";
import {
  capacityAt,
  type ScalableTarget,
  scalableTargetArn,
  scalableTargetKind,
  scalableTargetProblem,
  withCapacity,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { scalingPolicyKind } from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Call, Members } from "../call.ts";
import { notFound, validationError } from "./autoscaling-error.ts";
import { pageOf } from "./page.ts";
import { ageOf, allOf, isAskedFor, isScaledBy, membersOf, nameFor, written } from "./scaled.ts";

/**
 * RegisterScalableTarget: makes the target, or changes what is said of one that is there, and leaves the rest. Capacity that it is told
 * counts from now on, with what is in force of the other bound, and in place of what scheduled actions set before.
 */
export async function registerScalableTarget(input: Members, call: Call): Promise<Members> {
  const spec = toSpec(
    { service: APPLICATION_AUTOSCALING, name: "RegisterScalableTarget" },
    input,
  ) as unknown as ScalableTarget["spec"];
  const made = await written(async () => {
    const before = await targetFor(input, call);
    const next = before === undefined ? named(call, spec) : changed(before, spec, call);
    const problem = scalableTargetProblem(next.spec);
    if (problem !== undefined) throw validationError(problem);
    return before === undefined
      ? call.store.create(scalableTargetKind, next)
      : call.store.replace(scalableTargetKind, next, "object");
  });
  return { ScalableTargetARN: scalableTargetArn(call.identity, made) };
}

function changed(
  before: ScalableTarget,
  { suspendedState, ...told }: ScalableTarget["spec"],
  { now }: Call,
): ScalableTarget {
  const suspended = suspendedState && { ...before.spec.suspendedState, ...suspendedState };
  const spec = { ...before.spec, ...told, ...defined({ suspendedState: suspended }) };
  const { minCapacity, maxCapacity } = told;
  if (minCapacity === undefined && maxCapacity === undefined) return { ...before, spec };
  const { min, max } = capacityAt(before, now);
  return withCapacity({ ...before, spec }, { min: minCapacity ?? min, max: maxCapacity ?? max, now });
}

function named({ namespace }: Call, spec: ScalableTarget["spec"]): ScalableTarget {
  const name = nameFor(spec.serviceNamespace, spec.resourceID, spec.scalableDimension);
  return {
    apiVersion: "applicationautoscaling.services.k8s.aws/v1alpha1",
    kind: "ScalableTarget",
    metadata: { name, namespace },
    spec,
  };
}

/** The target that counts. */
export async function targetFor(input: Members, call: Call): Promise<ScalableTarget | undefined> {
  return (await allOf(call, scalableTargetKind)).find(isScaledBy(input));
}

const NOT_SUSPENDED = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};

export async function describeScalableTargets(input: Members, call: Call): Promise<Members> {
  // "If the service supports service-linked roles, Application Auto Scaling uses a service-linked role", whatever it was told (RegisterScalableTarget).
  const RoleARN = `arn:aws:iam::${call.identity.accountId}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;
  const targets = (await allOf(call, scalableTargetKind)).filter(isAskedFor(input));
  const { page, next } = pageOf(targets, input, { placeOf: ageOf });
  return { ScalableTargets: page.map((target) => ({ ...targetMembers(target, call), RoleARN })), ...next };
}

function targetMembers(target: ScalableTarget, { identity, now }: Call): Members {
  const members = membersOf(target, "ScalableTarget");
  const { min, max } = capacityAt(target, now);
  return {
    ...members,
    ScalableTargetARN: scalableTargetArn(identity, target),
    MinCapacity: min,
    MaxCapacity: max,
    SuspendedState: { ...NOT_SUSPENDED, ...(members["SuspendedState"] as Members | undefined) },
  };
}

/** DeregisterScalableTarget, with "the scaling policies that are associated with it". */
export async function deregisterScalableTarget(input: Members, call: Call): Promise<void> {
  const target = await targetFor(input, call);
  if (target === undefined) throw notFound("scalable target", input);
  const policies = (await allOf(call, scalingPolicyKind)).filter(isScaledBy(input));
  for (const policy of policies) await call.store.remove(scalingPolicyKind, keyOf(policy)).catch(unlessGone);
  await call.store.remove(scalableTargetKind, keyOf(target)).catch(unlessGone);
}

function unlessGone(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
