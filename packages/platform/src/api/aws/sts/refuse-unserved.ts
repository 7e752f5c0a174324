import { AwsError } from "../aws-error.ts";
import type { Members } from "../call.ts";

/** Members that would narrow what credentials may do, or prove more of who asks: here nothing would come of them. */
const UNSERVED: Readonly<Record<string, string>> = {
  Policy: "Session policies are",
  PolicyArns: "Session policies are",
  ProvidedContexts: "Context assertions are",
  SerialNumber: "Multi-factor authentication is",
  TokenCode: "Multi-factor authentication is",
};

/** Refuses what would be left out of account: credentials must not be worth more than their receiver believes. */
export function refuseUnserved(input: Members): void {
  const member = Object.keys(UNSERVED).find((name) => input[name] !== undefined);
  if (member === undefined) return;
  throw new AwsError(
    "SLIP-AWS-009",
    `${UNSERVED[member]} not served here: leave out '${member}'. Temporary credentials have the rights of the access key that they are made of.`,
  );
}
