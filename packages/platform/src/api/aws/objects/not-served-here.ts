import { AwsError } from "../aws-error.ts";

/** Of a part of an operation that AWS declares and that is not served: `what` names it. */
export function notServedHere(operation: string, what: string): AwsError {
  return new AwsError("SLIP-AWS-009", `${operation} with ${what} is not served here.`);
}
