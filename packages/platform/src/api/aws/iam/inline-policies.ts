import { text } from "../call.ts";
import type { IamOperations } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { page } from "./page.ts";
import { checkDocument, encodedDocument } from "./policy-document.ts";
import { changeRole, needRole } from "./role.ts";
import { modifiable } from "./role-operations.ts";

/** AWS's quota for all of a role together; white space does not count. */
const LONGEST = 10_240;
const sizeOf = (document: string): number => document.replace(/\s/g, "").length;

/** Policies that are a role's own. */
export const inlinePolicyOperations: IamOperations = {
  PutRolePolicy: async (input, call) => {
    const [name, policy, document] = [
      text(input, "RoleName"),
      text(input, "PolicyName"),
      text(input, "PolicyDocument"),
    ];
    checkDocument(document, "permissions");
    await changeRole(call, name, (role) => {
      const inline = Object.fromEntries([...Object.entries(modifiable(role).inline), [policy, document]]);
      const size = Object.values(inline).reduce((sum, each) => sum + sizeOf(each), 0);
      if (size > LONGEST)
        throw iamError(
          "LimitExceededException",
          `Maximum policy size of ${LONGEST} bytes exceeded for role ${name}`,
        );
      return { ...role, inline };
    });
  },
  GetRolePolicy: async (input, call) => {
    const policy = text(input, "PolicyName");
    const role = await needRole(call, text(input, "RoleName"));
    const document = Object.hasOwn(role.inline, policy) ? role.inline[policy] : undefined;
    if (document === undefined) throw missing(policy);
    return { RoleName: role.name, PolicyName: policy, PolicyDocument: encodedDocument(document) };
  },
  DeleteRolePolicy: async (input, call) => {
    const policy = text(input, "PolicyName");
    await changeRole(call, text(input, "RoleName"), (role) => {
      if (!Object.hasOwn(modifiable(role).inline, policy)) throw missing(policy);
      const { [policy]: _, ...inline } = role.inline;
      return { ...role, inline };
    });
  },
  ListRolePolicies: async (input, call) => {
    const { inline } = await needRole(call, text(input, "RoleName"));
    const { items, more } = page(Object.keys(inline).sort(), input, (name) => name);
    return { PolicyNames: items, ...more };
  },
};

const missing = (policy: string) =>
  iamError("NoSuchEntityException", `The role policy with name ${policy} cannot be found.`);
