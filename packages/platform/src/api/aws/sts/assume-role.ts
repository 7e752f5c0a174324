import type { AccessKey } from "../../access-keys.ts";
import { AwsError } from "../aws-error.ts";
import { type Members, text } from "../call.ts";
import { assumedRole } from "../identity/who-calls.ts";
import type { RpcOperation } from "../services/rpc-service.ts";
import { credentials } from "./credentials.ts";
import { refuseUnserved } from "./refuse-unserved.ts";
import type { StsCall } from "./sts-call.ts";

const HOUR = 3600;
const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/(?:[\x21-\x7e]*\/)?([\w+=,.@-]{1,64})$/;

/**
 * Makes temporary credentials for any role that an ARN can name, whether or not there is one of that name here: programs are written
 * for the roles of their own account, and a role means nothing here. The credentials have the rights of the key that signs.
 */
export const assumeRole: RpcOperation<StsCall> = async (input, { key, issued, now }) => {
  refuseUnserved(input);
  const name = ROLE_ARN.exec(text(input, "RoleArn"))?.[1];
  if (name === undefined) throw new AwsError("SLIP-AWS-003", "Request ARN is invalid");
  const role = { name, sessionName: text(input, "RoleSessionName") };
  const { id, arn } = assumedRole(key, role);
  const { SourceIdentity } = input;
  return {
    Credentials: credentials(issued, { role, now, seconds: secondsOf(input, key) }),
    AssumedRoleUser: { AssumedRoleId: id, Arn: arn },
    ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
  };
};

function secondsOf(input: Members, { session }: AccessKey): number {
  const seconds = Number(input["DurationSeconds"] ?? HOUR);
  if (session?.role === undefined || seconds <= HOUR) return seconds;
  throw new AwsError(
    "SLIP-AWS-003",
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
  );
}
