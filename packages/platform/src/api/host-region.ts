import { labelsOfAwsHost } from "@slipway/model/aws/aws-host.ts";

const REGION = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

/**
 * The region that a host of AWS's is in, which signatures for it must name. Undefined of any other host: a home plays every region
 * at its own address; and of AWS's hosts without one, such as `iam.amazonaws.com`.
 */
export function hostRegion(host = ""): string | undefined {
  const labels = labelsOfAwsHost(host.replace(/:\d+$/, "")) ?? [];
  return labels.findLast((label) => REGION.test(label));
}
