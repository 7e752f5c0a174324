import { STS } from "@slipway/model/aws/sts/service.ts";
import { userOf } from "../identity/who-calls.ts";
import type { Authentic } from "../services/door-service.ts";
import { type RpcOperation, served } from "../services/rpc-service.ts";

/** STS asks nothing but who calls. */
export type StsCall = Pick<Authentic, "key">;

const getCallerIdentity: RpcOperation<StsCall> = async (_, { key }) => {
  const { id, arn } = userOf(key);
  return { UserId: id, Account: key.accountId, Arn: arn };
};

/** AWS's Security Token Service, as far as it is served. */
export const stsService = served<StsCall>(STS, { GetCallerIdentity: getCallerIdentity });
