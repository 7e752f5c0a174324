import { APPLICATION_AUTOSCALING_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { ScalingPolicy } from "./type.generated.ts";

export { type OpenedPolicy, openPolicy, type PolicySignal } from "./open-policy.ts";
export { SCALING_POLICY_ARN, scalingPolicyArn } from "./policy-arn.ts";
export { stepAlarm } from "./step-alarm.ts";
export type * from "./type.generated.ts";

export const scalingPolicyKind: Kind<ScalingPolicy> = {
  group: APPLICATION_AUTOSCALING_GROUP,
  version: "v1alpha1",
  kind: "ScalingPolicy",
  plural: "scalingpolicies",
  namespaced: true,
};
