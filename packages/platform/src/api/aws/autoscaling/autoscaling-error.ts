import { noTargetRegistered } from "@slipway/model/kinds/scalable-target/index.ts";
import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";

export const validationError = (message: string): AwsError =>
  new AwsError("SLIP-AWS-003", message, { type: "ValidationException", status: 400 });

export const invalidNextToken = (): AwsError =>
  new AwsError("SLIP-AWS-003", "The next token supplied was invalid.", {
    type: "InvalidNextTokenException",
    status: 400,
  });

export const limitExceeded = (message: string): AwsError =>
  new AwsError("SLIP-AWS-003", message, { type: "LimitExceededException", status: 400 });

/** What depends on a scalable target was asked for where there is none. */
export const notRegistered = (input: Members): AwsError =>
  objectNotFound(
    noTargetRegistered({
      serviceNamespace: String(input["ServiceNamespace"]),
      resourceID: String(input["ResourceId"]),
      scalableDimension: String(input["ScalableDimension"]),
    }),
  );

/** What is to be deleted is not there, in the words of Application Auto Scaling. */
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
  return objectNotFound(message);
}

const objectNotFound = (message: string): AwsError =>
  new AwsError("SLIP-API-001", message, { type: "ObjectNotFoundException", status: 400 });
