import { AwsError } from "../aws-error.ts";
import { type Members, text } from "../call.ts";
import { rolesOf } from "../iam/role.ts";
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
export const assumeRole: RpcOperation<StsCall> = async (input, call) => {
  const { key, issued, now } = call;
  refuseUnserved(input);
  const name = ROLE_ARN.exec(text(input, "RoleArn"))?.[1];
  if (name === undefined) throw new AwsError("SLIP-AWS-003", "Request ARN is invalid");
  const role = { name, sessionName: text(input, "RoleSessionName") };
  const seconds = await secondsOf(input, name, call);
  const { id, arn } = assumedRole(key, role);
  const { SourceIdentity } = input;
  return {
    Credentials: credentials(issued, { role, now, seconds }),
    AssumedRoleUser: { AssumedRoleId: id, Arn: arn },
    ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
  };
};

async function secondsOf(input: Members, name: string, call: StsCall): Promise<number> {
  const seconds = Number(input["DurationSeconds"] ?? HOUR);
  if (seconds <= HOUR) return seconds;
  if (call.key.session?.role !== undefined) {
    throw tooLong("the 1 hour session limit for roles assumed by role chaining");
  }
  const role = await rolesOf(call).find(name);
  if (role !== undefined && seconds > role.maxSession) {
    throw tooLong("the MaxSessionDuration set for this role.");
  }
  return seconds;
}

const tooLong = (limit: string): AwsError =>
  new AwsError("SLIP-AWS-003", `The requested DurationSeconds exceeds ${limit}`);
