import { isForbidden } from "@slipway/model";
import { metricAlarmKind } from "@slipway/model/kinds/metric-alarm/index.ts";
import { type ScalingPolicy, scalingPolicyArn } from "@slipway/model/kinds/scaling-policy/index.ts";
import type { Call, Members } from "../call.ts";
import { alarmArn } from "../monitoring/alarms.ts";

/** The alarms that carry each of the policies out, of those that the caller may see; none where no policy is of steps. */
export async function alarmsOfPolicies(
  policies: readonly ScalingPolicy[],
  call: Call,
): Promise<(policy: ScalingPolicy) => readonly Members[]> {
  if (!policies.some(isOfSteps)) return () => [];
  const { namespace } = call;
  const { items } = await call.store.list(metricAlarmKind, { namespace }).catch((error: unknown) => {
    if (isForbidden(error)) return { items: [] };
    throw error;
  });
  return (policy) => {
    const arn = scalingPolicyArn(call.identity, policy);
    return items
      .filter(({ spec }) => isOfSteps(policy) && spec.alarmActions?.includes(arn) === true)
      .map(({ spec: { name } }) => ({ AlarmName: name, AlarmARN: alarmArn(call, name) }));
  };
}

const isOfSteps = ({ spec: { policyType = "StepScaling" } }: ScalingPolicy): boolean =>
  policyType === "StepScaling";
