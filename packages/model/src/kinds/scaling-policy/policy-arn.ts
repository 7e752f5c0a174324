import type { AwsIdentity } from "../../arn.ts";
import type { ScalingPolicy } from "./type.generated.ts";

/** What a CloudWatch alarm names as its action to have the policy carried out. */
export function scalingPolicyArn(
  { region, accountId }: AwsIdentity,
  { metadata, spec }: Pick<ScalingPolicy, "metadata" | "spec">,
): string {
  const place = `resource/${spec.serviceNamespace}/${spec.resourceID}:policyName/${spec.policyName}`;
  return `${SCALING_POLICY_ARN}${region}:${accountId}:scalingPolicy:${metadata.uid}:${place}`;
}

/** How the ARN of any scaling policy begins. */
export const SCALING_POLICY_ARN = "arn:aws:autoscaling:";
