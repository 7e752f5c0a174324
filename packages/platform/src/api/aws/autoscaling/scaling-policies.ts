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
import { limitExceeded, notFound, notRegistered, validationError } from "./autoscaling-error.ts";
import { pageOf } from "./page.ts";
import { alarmsOfPolicies } from "./policy-alarms.ts";
import { targetFor } from "./scalable-targets.ts";
import { ageOf, allOf, isAskedFor, isScaledBy, membersOf, nameFor, written } from "./scaled.ts";

/** "Scaling policies per scalable target: 50" (user guide, "Quotas"). */
const MOST_OF_TARGET = 50;

/** PutScalingPolicy: makes the policy, or changes what is said of one that is there. */
export async function putScalingPolicy(input: Members, call: Call): Promise<Members> {
  if ((await targetFor(input, call)) === undefined) throw notRegistered(input);
  const told = toSpec(
    { service: APPLICATION_AUTOSCALING, name: "PutScalingPolicy" },
    input,
  ) as unknown as ScalingPolicy["spec"];
  const made = await written(async () => {
    const policies = (await allOf(call, scalingPolicyKind)).filter(isScaledBy(input));
    const before = policies.find(({ spec }) => spec.policyName === told.policyName);
    const spec = changed(before?.spec, told);
    const opened = openPolicy({ spec });
    if ("problem" in opened) throw validationError(opened.problem);
    if (before !== undefined) return call.store.replace(scalingPolicyKind, { ...before, spec }, "object");
    if (policies.length >= MOST_OF_TARGET)
      throw limitExceeded(`A scalable target has ${MOST_OF_TARGET} scaling policies at most`);
    return call.store.create(scalingPolicyKind, named(call, spec));
  });
  const alarmsOf = await alarmsOfPolicies([made], call);
  return { PolicyARN: scalingPolicyArn(call.identity, made), Alarms: alarmsOf(made) };
}

/** A configuration that is not given stays, unless it is of another type. */
function changed(
  before: ScalingPolicy["spec"] | undefined,
  told: ScalingPolicy["spec"],
): ScalingPolicy["spec"] {
  if (before === undefined && told.policyType === undefined)
    throw validationError("PolicyType must be given for a new scaling policy");
  const { policyType = before?.policyType } = told;
  return policyType === before?.policyType ? { ...before, ...told } : told;
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
  const alarmsOf = await alarmsOfPolicies(page, call);
  const told = page.map((policy) => ({
    // What a file leaves out.
    PolicyType: "StepScaling",
    ...membersOf(policy, "ScalingPolicy"),
    PolicyARN: scalingPolicyArn(call.identity, policy),
    Alarms: alarmsOf(policy),
  }));
  return { ScalingPolicies: told, ...next };
}

export async function deleteScalingPolicy(input: Members, call: Call): Promise<void> {
  const policy = await policyFor(input, call);
  if (policy === undefined) throw notFound("scaling policy", input);
  await call.store.remove(scalingPolicyKind, keyOf(policy));
}
