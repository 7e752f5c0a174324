import { STS } from "@slipway/model/aws/sts/service.ts";
import { served } from "../services/rpc-service.ts";
import { assumeRole } from "./assume-role.ts";
import { getCallerIdentity } from "./get-caller-identity.ts";
import { getSessionToken } from "./get-session-token.ts";
import type { StsCall } from "./sts-call.ts";

/** AWS's Security Token Service, as far as it is served. */
export const stsService = served<StsCall>(STS, {
  AssumeRole: assumeRole,
  GetCallerIdentity: getCallerIdentity,
  GetSessionToken: getSessionToken,
});
