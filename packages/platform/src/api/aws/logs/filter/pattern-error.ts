import { AwsError } from "../../aws-error.ts";

/** A filter pattern that cannot be read, in CloudWatch Logs' words and with the reason behind them. */
export function invalidPattern(why: string): AwsError {
  return new AwsError("SLIP-AWS-003", `Invalid filter pattern: ${why}`, {
    type: "InvalidParameterException",
    status: 400,
  });
}
