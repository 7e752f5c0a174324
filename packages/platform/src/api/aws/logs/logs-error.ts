import { AwsError } from "../aws-error.ts";

/** CloudWatch Logs' own words for what is not there. */
export const noLogGroup = (): AwsError => missing("The specified log group does not exist.");
export const noLogStream = (): AwsError => missing("The specified log stream does not exist.");

function missing(message: string): AwsError {
  return new AwsError("SLIP-API-001", message, { type: "ResourceNotFoundException", status: 400 });
}

export function invalidParameter(message: string): AwsError {
  return new AwsError("SLIP-AWS-003", message, { type: "InvalidParameterException", status: 400 });
}
