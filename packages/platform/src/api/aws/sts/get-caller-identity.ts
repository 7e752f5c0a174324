import { callerOf } from "../identity/who-calls.ts";
import type { RpcOperation } from "../services/rpc-service.ts";
import type { StsCall } from "./sts-call.ts";

/** Tells who signs: the user of an access key, or the role and session of temporary credentials. */
export const getCallerIdentity: RpcOperation<StsCall> = async (_, { key }) => {
  const { id, arn } = callerOf(key);
  return { UserId: id, Account: key.accountId, Arn: arn };
};
