import { AwsError } from "../aws-error.ts";
import type { RpcOperation } from "../services/rpc-service.ts";
import { credentials } from "./credentials.ts";
import { refuseUnserved } from "./refuse-unserved.ts";
import type { StsCall } from "./sts-call.ts";

const TWELVE_HOURS = 43_200;

/** Makes temporary credentials that stand for the user whose access key signs. */
export const getSessionToken: RpcOperation<StsCall> = async (input, { key, now }) => {
  if (key.session !== undefined) {
    throw new AwsError("SLIP-API-006", "Cannot call GetSessionToken with session credentials");
  }
  refuseUnserved(input);
  const seconds = Number(input["DurationSeconds"] ?? TWELVE_HOURS);
  return { Credentials: credentials(key, { now, seconds }) };
};
