import { setTimeout as sleep } from "node:timers/promises";
import { isAlreadyExists, isConflict, isNotFound, keyOf } from "@slipway/model";
import { APPLICATION_AUTOSCALING } from "@slipway/model/aws/application-autoscaling/service.ts";
import { toSpec } from "@slipway/model/aws/object.ts";
import {
  type ScalableTarget,
  scalableTargetArn,
  scalableTargetKind,
  scalableTargetProblem,
} from "@slipway/model/kinds/scalable-target/index.ts";
import { scalingPolicyKind } from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Call, Members } from "../call.ts";
import { notFound, validationError } from "./autoscaling-error.ts";
import { allOf, isScaledBy, nameFor, pageOf } from "./scaled.ts";

const MOST_TRIES = 10;
const BETWEEN_TRIES_MS = 20;

/** RegisterScalableTarget: makes the target, or changes what is said of one that is there, and leaves the rest. */
export async function registerScalableTarget(input: Members, call: Call): Promise<Members> {
  const spec = toSpec(
    { service: APPLICATION_AUTOSCALING, name: "RegisterScalableTarget" },
    input,
  ) as unknown as ScalableTarget["spec"];
  for (let tries = 1; ; tries++) {
    const before = await targetFor(input, call);
    const next = { ...before?.spec, ...spec };
    const problem = scalableTargetProblem(next);
    if (problem !== undefined) throw validationError(problem);
    try {
      const made =
        before === undefined
          ? await call.store.create(scalableTargetKind, named(call, next))
          : await call.store.replace(scalableTargetKind, { ...before, spec: next }, "object");
      return { ScalableTargetARN: scalableTargetArn(call.identity, made) };
    } catch (error) {
      // Somebody wrote in between, or one of the name is on its way out.
      if (!(isConflict(error) || isAlreadyExists(error)) || tries === MOST_TRIES) throw error;
      await sleep(tries * BETWEEN_TRIES_MS);
    }
  }
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
  // SageMaker's variants are scaled by a role of the service's own.
  const RoleARN = `arn:aws:iam::${call.identity.accountId}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`;
  const { members, next } = pageOf(
    await allOf(call, scalableTargetKind),
    input,
    "ScalableTarget",
    (target) => ({
      ScalableTargetARN: scalableTargetArn(call.identity, target),
    }),
  );
  const told = members.map((one) => ({ RoleARN, SuspendedState: NOT_SUSPENDED, ...one }));
  return { ScalableTargets: told, ...next };
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
