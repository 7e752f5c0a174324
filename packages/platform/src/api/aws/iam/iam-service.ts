import { IAM } from "@slipway/model/aws/iam/service.ts";
import { served } from "../services/rpc-service.ts";
import { getUser } from "./get-user.ts";
import type { IamCall } from "./iam-call.ts";
import { inlinePolicyOperations } from "./inline-policies.ts";
import { policyOperations } from "./policy-operations.ts";
import { roleOperations } from "./role-operations.ts";
import { serviceLinkedOperations } from "./service-linked.ts";
import { simulatePrincipalPolicy } from "./simulate.ts";
import { tagOperations } from "./tags.ts";

/** AWS Identity and Access Management, as far as it is served: what is kept means nothing here, and is told as it was given. */
export const iamService = served<IamCall>(IAM, {
  ...roleOperations,
  ...tagOperations,
  ...inlinePolicyOperations,
  ...policyOperations,
  ...serviceLinkedOperations,
  GetUser: getUser,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
});
