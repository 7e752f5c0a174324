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
import { notFound, validationError } from "./autoscaling-error.ts";
import { targetFor } from "./scalable-targets.ts";
import { allOf, isScaledBy, nameFor, pageOf, written } from "./scaled.ts";

/** PutScalingPolicy: makes the policy, or puts another in its place. */
export async function putScalingPolicy(input: Members, call: Call): Promise<Members> {
  if ((await targetFor(input, call)) === undefined) throw notFound("scalable target", input);
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

export async function describeScalingPolicies(input: Members, call: Call): Promise<Members> {
  const names = Array.isArray(input["PolicyNames"]) ? input["PolicyNames"] : [];
  const all = (await allOf(call, scalingPolicyKind)).filter(
    ({ spec }) => names.length === 0 || names.includes(spec.policyName),
  );
  const { members, next } = pageOf(all, input, "ScalingPolicy", (policy) => ({
    PolicyARN: scalingPolicyArn(call.identity, policy),
    Alarms: [],
  }));
  return { ScalingPolicies: members, ...next };
}

export async function deleteScalingPolicy(input: Members, call: Call): Promise<void> {
  const policy = await policyFor(input, call);
  if (policy === undefined) throw notFound("scaling policy", input);
  await call.store.remove(scalingPolicyKind, keyOf(policy));
}
