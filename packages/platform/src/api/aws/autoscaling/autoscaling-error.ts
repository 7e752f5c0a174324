import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";

export const validationError = (message: string): AwsError =>
  new AwsError("SLIP-AWS-003", message, { type: "ValidationException", status: 400 });

/** In the words of Application Auto Scaling. */
export function notFound(
  what: "scalable target" | "scaling policy" | "scheduled action",
  input: Members,
): AwsError {
  const name = {
    "scalable target": undefined,
    "scaling policy": "PolicyName",
    "scheduled action": "ScheduledActionName",
  }[what];
  const named = name === undefined ? "" : ` with name: ${input[name]}`;
  const message = `No ${what} found${named} for service namespace: ${input["ServiceNamespace"]}, resource ID: ${input["ResourceId"]}, scalable dimension: ${input["ScalableDimension"]}`;
  return new AwsError("SLIP-API-001", message, { type: "ObjectNotFoundException", status: 400 });
}
