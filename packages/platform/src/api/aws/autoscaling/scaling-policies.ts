import { keyOf } from "@slipway/model";
import { APPLICATION_AUTOSCALING } from "@slipway/model/aws/application-autoscaling/service.ts";
import { toSpec } from "@slipway/model/aws/object.ts";
import {
  openPolicy,
  type ScalingPolicy,
  scalingPolicyArn,
  scalingPolicyKind,
} from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Call, Members } from "../call.ts";
import { notFound, notRegistered, validationError } from "./autoscaling-error.ts";
import { pageOf } from "./page.ts";
import { targetFor } from "./scalable-targets.ts";
import { ageOf, allOf, isAskedFor, isScaledBy, membersOf, nameFor, written } from "./scaled.ts";

/** PutScalingPolicy: makes the policy, or puts another in its place. */
export async function putScalingPolicy(input: Members, call: Call): Promise<Members> {
  if ((await targetFor(input, call)) === undefined) throw notRegistered(input);
  const spec = toSpec(
    { service: APPLICATION_AUTOSCALING, name: "PutScalingPolicy" },
    input,
  ) as unknown as ScalingPolicy["spec"];
  const opened = openPolicy({ spec });
  if ("problem" in opened) throw validationError(opened.problem);
  const made = await written(async () => {
    const before = await policyFor(input, call);
    return before === undefined
      ? call.store.create(scalingPolicyKind, named(call, spec))
      : call.store.replace(scalingPolicyKind, { ...before, spec }, "object");
  });
  return { PolicyARN: scalingPolicyArn(call.identity, made), Alarms: [] };
}

function named({ namespace }: Call, spec: ScalingPolicy["spec"]): ScalingPolicy {
  const { serviceNamespace, resourceID, scalableDimension, policyName } = spec;
  return {
    apiVersion: "applicationautoscaling.services.k8s.aws/v1alpha1",
    kind: "ScalingPolicy",
    metadata: { name: nameFor(serviceNamespace, resourceID, scalableDimension, policyName), namespace },
    spec,
  };
}

async function policyFor(input: Members, call: Call): Promise<ScalingPolicy | undefined> {
  const is = isScaledBy(input);
  return (await allOf(call, scalingPolicyKind)).find(
    (policy) => is(policy) && policy.spec.policyName === input["PolicyName"],
  );
}

/** "This value can be between 1 and 10" (API reference, DescribeScalingPolicies). */
const MOST = 10;

export async function describeScalingPolicies(input: Members, call: Call): Promise<Members> {
  const names = Array.isArray(input["PolicyNames"]) ? input["PolicyNames"] : [];
  const policies = (await allOf(call, scalingPolicyKind))
    .filter(isAskedFor(input))
    .filter(({ spec }) => names.length === 0 || names.includes(spec.policyName));
  const { page, next } = pageOf(policies, input, { placeOf: ageOf, most: MOST });
  return { ScalingPolicies: page.map((policy) => policyMembers(policy, call)), ...next };
}

function policyMembers(policy: ScalingPolicy, { identity }: Call): Members {
  return {
    // What a file leaves out.
    PolicyType: "StepScaling",
    ...membersOf(policy, "ScalingPolicy"),
    PolicyARN: scalingPolicyArn(identity, policy),
    Alarms: [],
  };
}

export async function deleteScalingPolicy(input: Members, call: Call): Promise<void> {
  const policy = await policyFor(input, call);
  if (policy === undefined) throw notFound("scaling policy", input);
  await call.store.remove(scalingPolicyKind, keyOf(policy));
}
