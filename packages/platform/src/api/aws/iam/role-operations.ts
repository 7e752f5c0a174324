import { defined } from "@slipway/model";
import { type Members, text } from "../call.ts";
import type { IamCall, IamOperations } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { page } from "./page.ts";
import { checkDocument } from "./policy-document.ts";
import {
  changeRole,
  isServiceLinked,
  needRole,
  type Role,
  refuseMissing,
  roleLine,
  roleMembers,
  rolesOf,
} from "./role.ts";
import { tagsIn } from "./tags.ts";

const HOUR = 3600;
/** AWS's own quotas. */
const MOST_ROLES = 1000;
const LONGEST_TRUST = 2048;

/** Roles themselves. */
export const roleOperations: IamOperations = {
  CreateRole: async (input, call) => {
    const trust = trustIn(input, "AssumeRolePolicyDocument");
    const path = text(input, "Path") || "/";
    if (isServiceLinked({ path }))
      throw iamError(
        "ValidationException",
        "Paths that begin with /aws-service-role/ are for services alone.",
      );
    const role = await createRole(call, {
      name: text(input, "RoleName"),
      path,
      trust,
      maxSession: Number(input["MaxSessionDuration"] ?? HOUR),
      tags: tagsIn(input),
      ...optional(input),
    });
    if (role === undefined) {
      const message = `Role with name ${text(input, "RoleName")} already exists.`;
      throw iamError("EntityAlreadyExistsException", message);
    }
    return { Role: roleMembers(call.key, role) };
  },
  GetRole: async (input, call) => {
    const role = await needRole(call, text(input, "RoleName"));
    return { Role: { ...roleMembers(call.key, role), RoleLastUsed: {} } };
  },
  ListRoles: async (input, call) => {
    const prefix = text(input, "PathPrefix") || "/";
    const roles = (await rolesOf(call).all()).filter(({ path }) => path.startsWith(prefix));
    const { items, more } = page(roles, input, ({ name }) => name);
    return { Roles: items.map((role) => roleLine(call.key, role)), ...more };
  },
  UpdateRole: async (input, call) => {
    const { MaxSessionDuration: seconds } = input;
    await changeRole(call, text(input, "RoleName"), (role) => ({
      ...modifiable(role),
      ...optional(input),
      ...(seconds === undefined ? {} : { maxSession: Number(seconds) }),
    }));
  },
  UpdateRoleDescription: async (input, call) => {
    const change = (role: Role): Role => ({ ...modifiable(role), ...optional(input) });
    return { Role: roleMembers(call.key, await changeRole(call, text(input, "RoleName"), change)) };
  },
  UpdateAssumeRolePolicy: async (input, call) => {
    const trust = trustIn(input, "PolicyDocument");
    await changeRole(call, text(input, "RoleName"), (role) => ({ ...modifiable(role), trust }));
  },
  DeleteRole: async (input, call) => {
    const name = text(input, "RoleName");
    const removed = await rolesOf(call).remove(name, (role) => {
      modifiable(role);
      if (role.attached.length > 0)
        throw iamError("DeleteConflictException", "Cannot delete entity, must detach all policies first.");
      if (Object.keys(role.inline).length > 0)
        throw iamError("DeleteConflictException", "Cannot delete entity, must delete policies first.");
    });
    if (!removed) refuseMissing(name);
  },
  ListInstanceProfilesForRole: async (input, call) => {
    await needRole(call, text(input, "RoleName"));
    return { InstanceProfiles: [], IsTruncated: false };
  },
};

/** Undefined where one of the name is there already. Throws LimitExceeded. */
export async function createRole(
  call: IamCall,
  given: Omit<Role, "created" | "attached" | "inline">,
): Promise<Role | undefined> {
  const roles = rolesOf(call);
  if ((await roles.find(given.name)) !== undefined) return undefined;
  if ((await roles.all()).length >= MOST_ROLES)
    throw iamError("LimitExceededException", `Cannot exceed quota for RolesPerAccount: ${MOST_ROLES}`);
  // Whole seconds, as AWS tells them.
  const created = new Date(Math.floor(call.now.getTime() / 1000) * 1000).toISOString();
  const role: Role = { ...given, created, attached: [], inline: {} };
  return (await roles.create(role)) ? role : undefined;
}

/** Throws UnmodifiableEntity for a role that only a service may change. */
export function modifiable(role: Role): Role {
  if (!isServiceLinked(role)) return role;
  throw iamError(
    "UnmodifiableEntityException",
    `Cannot perform the operation on the protected role '${role.name}' - this role is only modifiable by AWS`,
  );
}

function trustIn(input: Members, member: string): string {
  const document = text(input, member);
  checkDocument(document, "trust");
  if (document.length > LONGEST_TRUST)
    throw iamError("LimitExceededException", `Cannot exceed quota for ACLSizePerRole: ${LONGEST_TRUST}`);
  return document;
}

const optional = ({ Description, PermissionsBoundary }: Members): Partial<Role> =>
  defined({
    description: Description as string | undefined,
    boundary: PermissionsBoundary as string | undefined,
  });
