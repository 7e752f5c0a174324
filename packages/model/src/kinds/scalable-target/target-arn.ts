import type { AwsIdentity } from "../../arn.ts";
import type { ScalableTarget } from "./type.generated.ts";

export const scalableTargetArn = (
  { region, accountId }: AwsIdentity,
  { metadata }: Pick<ScalableTarget, "metadata">,
): string =>
  `arn:aws:application-autoscaling:${region}:${accountId}:scalable-target/${metadata.uid?.replaceAll("-", "")}`;
