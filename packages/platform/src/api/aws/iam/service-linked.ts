import { randomUUID } from "node:crypto";
import { defined } from "@slipway/model";
import { text } from "../call.ts";
import type { IamOperations } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { isServiceLinked, refuseMissing, roleMembers, rolesOf } from "./role.ts";
import { createRole } from "./role-operations.ts";

const HOUR = 3600;

/** Roles whose names do not follow from their services'. */
const NAMES: Readonly<Record<string, string>> = {
  "autoscaling.amazonaws.com": "AutoScaling",
  "sagemaker.amazonaws.com": "AmazonSageMakerNotebooks",
  "sagemaker.application-autoscaling.amazonaws.com": "ApplicationAutoScaling_SageMakerEndpoint",
};
/** Services that may have several. */
const WITH_SUFFIX = ["autoscaling.amazonaws.com"];

/** Roles that are made for a service of AWS's. */
export const serviceLinkedOperations: IamOperations = {
  CreateServiceLinkedRole: async (input, call) => {
    const service = text(input, "AWSServiceName");
    const suffix = text(input, "CustomSuffix");
    if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com$/.test(service))
      throw iamError("InvalidInputException", `Service Linked Roles are not supported for ${service}.`);
    if (suffix !== "" && !WITH_SUFFIX.includes(service))
      throw iamError("InvalidInputException", `Custom suffix is not allowed for ${service}`);
    const name = `AWSServiceRoleFor${nameFor(service)}${suffix === "" ? "" : `_${suffix}`}`;
    const role = await createRole(call, {
      name,
      path: `/aws-service-role/${service}/`,
      trust: trusting(service),
      maxSession: HOUR,
      tags: {},
      ...defined({ description: input["Description"] as string | undefined }),
    });
    if (role !== undefined) return { Role: roleMembers(call.key, role) };
    throw iamError(
      "InvalidInputException",
      `Service role name ${name} has been taken in this account, please try a different suffix.`,
    );
  },
  DeleteServiceLinkedRole: async (input, call) => {
    const name = text(input, "RoleName");
    let path = "";
    const removed = await rolesOf(call).remove(name, (role) => {
      if (!isServiceLinked(role)) refuseMissing(name);
      path = role.path;
    });
    if (!removed) refuseMissing(name);
    return { DeletionTaskId: `task${path}${name}/${randomUUID()}` };
  },
  // It is gone at once.
  GetServiceLinkedRoleDeletionStatus: async (input) => {
    if (/^task\/aws-service-role\/[^/]+\/[^/]+\/[0-9a-f-]{36}$/.test(text(input, "DeletionTaskId")))
      return { Status: "SUCCEEDED" };
    throw iamError("NoSuchEntityException", `Deletion task ${text(input, "DeletionTaskId")} does not exist.`);
  },
};

/** `elasticmapreduce` → `Elasticmapreduce`, where it is not known better. */
function nameFor(service: string): string {
  if (Object.hasOwn(NAMES, service)) return NAMES[service] ?? "";
  const labels = service.split(".").slice(0, -2).join("-").split("-");
  return labels.map((label) => label.charAt(0).toUpperCase() + label.slice(1)).join("");
}

const trusting = (service: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
