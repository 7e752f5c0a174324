import { AwsError } from "../aws-error.ts";

const refusal =
  (type: string) =>
  (message: string): AwsError =>
    new AwsError("SLIP-AWS-003", message, { type, status: 400 });

/** CloudWatch's errors about parameters, by what is wrong with them. */
export const invalidValue = refusal("InvalidParameterValueException");
export const invalidCombination = refusal("InvalidParameterCombinationException");
export const missingParameter = refusal("MissingRequiredParameterException");
export const validationError = refusal("ValidationException");
/** Of ListMetrics, which declares no error of its own for it. */
export const invalidPlace = (): AwsError => invalidValue("Request parameter NextToken is invalid");
export const invalidToken = (): AwsError => refusal("InvalidNextToken")("Invalid nextToken");

/** What AWS has and is not served: told by its name. */
export function notServedHere(what: string): AwsError {
  return new AwsError("SLIP-AWS-009", `${what} is not served here.`, {
    type: "ValidationException",
    status: 400,
  });
}
