import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointStatus } from "@slipway/model/kinds/endpoint/view.ts";
import { AwsError } from "../aws-error.ts";

const CHANGING = ["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"];

/** Throws while the endpoint changes, in SageMaker's words: one change at a time. */
export function requireSteady(endpoint: Endpoint, arn: string): void {
  if (CHANGING.includes(endpointStatus(endpoint)))
    throw new AwsError("SLIP-AWS-004", `Cannot update in-progress endpoint "${arn}".`);
}
