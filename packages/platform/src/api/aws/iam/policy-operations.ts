import { defined } from "@slipway/model";
import { type Members, text } from "../call.ts";
import type { IamCall, IamOperations } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { page } from "./page.ts";
import {
  awsPolicies,
  findPolicy,
  type Policy,
  policiesOf,
  policyArn,
  policyMembers,
  VERSION,
} from "./policy.ts";
import { checkDocument, encodedDocument } from "./policy-document.ts";
import { changeRole, needRole, rolesOf, tagList } from "./role.ts";
import { modifiable } from "./role-operations.ts";
import { tagsIn } from "./tags.ts";

/** AWS's own quotas. */
const MOST_POLICIES = 1500;
const MOST_ATTACHED = 10;
const LONGEST = 6144;

/** Managed policies, and what they are attached to. */
export const policyOperations: IamOperations = {
  CreatePolicy: async (input, call) => ({ Policy: await createPolicy(input, call) }),
  GetPolicy: async (input, call) => {
    const policy = await needPolicy(call, input);
    const tags = tagList(policy.tags);
    const counts = await attachmentCounts(call);
    const members = policyMembers(policy, counts.get(policyArn(policy)) ?? 0);
    return { Policy: { ...members, ...(tags.length === 0 ? {} : { Tags: tags }) } };
  },
  GetPolicyVersion: async (input, call) => {
    const policy = await needPolicy(call, input);
    const version = text(input, "VersionId");
    if (version !== VERSION) {
      const message = `Policy ${policyArn(policy)} version ${version} does not exist or is not attachable.`;
      throw iamError("NoSuchEntityException", message);
    }
    return { PolicyVersion: { ...versionMembers(policy), Document: encodedDocument(policy.document) } };
  },
  ListPolicyVersions: async (input, call) => ({
    Versions: [versionMembers(await needPolicy(call, input))],
    IsTruncated: false,
  }),
  ListPolicies: listPolicies,
  DeletePolicy: async (input, call) => {
    const policy = await needPolicy(call, input);
    if (policy.accountId === undefined)
      throw iamError("ValidationException", "Invalid ARN: a policy of AWS's own cannot be deleted");
    if ((await attachmentCounts(call)).has(policyArn(policy)))
      throw iamError("DeleteConflictException", "Cannot delete a policy attached to entities.");
    if (!(await policiesOf(call).remove(policy.name, () => {}))) throw missing(policyArn(policy));
  },
  AttachRolePolicy: async (input, call) => {
    const arn = text(input, "PolicyArn");
    const role = await needRole(call, text(input, "RoleName"));
    if ((await findPolicy(call, arn)) === undefined)
      throw iamError("NoSuchEntityException", `Policy ${arn} does not exist or is not attachable.`);
    await changeRole(call, role.name, (before) => {
      if (modifiable(before).attached.includes(arn)) return before;
      if (before.attached.length >= MOST_ATTACHED)
        throw iamError("LimitExceededException", `Cannot exceed quota for PoliciesPerRole: ${MOST_ATTACHED}`);
      return { ...before, attached: [...before.attached, arn] };
    });
  },
  DetachRolePolicy: async (input, call) => {
    const arn = text(input, "PolicyArn");
    await changeRole(call, text(input, "RoleName"), (role) => {
      if (!modifiable(role).attached.includes(arn))
        throw iamError("NoSuchEntityException", `Policy ${arn} was not found.`);
      return { ...role, attached: role.attached.filter((each) => each !== arn) };
    });
  },
  ListAttachedRolePolicies: async (input, call) => {
    const { attached } = await needRole(call, text(input, "RoleName"));
    const prefix = text(input, "PathPrefix") || "/";
    const within = attached.filter((arn) => arn.slice(arn.indexOf(":policy/") + 7).startsWith(prefix));
    const { items, more } = page([...within].sort(), input, (arn) => arn);
    const policies = items.map((arn) => ({
      PolicyName: arn.slice(arn.lastIndexOf("/") + 1),
      PolicyArn: arn,
    }));
    return { AttachedPolicies: policies, ...more };
  },
};

async function createPolicy(input: Members, call: IamCall): Promise<Members> {
  const document = text(input, "PolicyDocument");
  checkDocument(document, "managed");
  if (document.replace(/\s/g, "").length > LONGEST)
    throw iamError("LimitExceededException", `Cannot exceed quota for PolicySize: ${LONGEST}`);
  const policies = policiesOf(call);
  if ((await policies.all()).length >= MOST_POLICIES)
    throw iamError("LimitExceededException", `Cannot exceed quota for PoliciesPerAccount: ${MOST_POLICIES}`);
  const policy: Policy = {
    name: text(input, "PolicyName"),
    path: text(input, "Path") || "/",
    created: new Date(Math.floor(call.now.getTime() / 1000) * 1000).toISOString(),
    document,
    tags: tagsIn(input),
    accountId: call.key.accountId,
    ...defined({ description: input["Description"] as string | undefined }),
  };
  if (await policies.create(policy)) return policyMembers(policy, 0);
  const message = `A policy called ${policy.name} already exists. Duplicate names are not allowed.`;
  throw iamError("EntityAlreadyExistsException", message);
}

async function listPolicies(input: Members, call: IamCall): Promise<Members> {
  const { Scope: scope = "All", OnlyAttached: onlyAttached = false } = input;
  const prefix = text(input, "PathPrefix") || "/";
  const counts = await attachmentCounts(call);
  const own = scope === "AWS" ? [] : await policiesOf(call).all();
  const theirs = scope === "Local" ? [] : awsPolicies();
  const wanted = [...own, ...theirs].filter(
    (policy) => policy.path.startsWith(prefix) && (onlyAttached !== true || counts.has(policyArn(policy))),
  );
  const arns = wanted
    .map((policy) => ({ policy, arn: policyArn(policy) }))
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const { items, more } = page(arns, input, ({ arn }) => arn);
  return { Policies: items.map(({ policy, arn }) => policyMembers(policy, counts.get(arn) ?? 0)), ...more };
}

async function attachmentCounts(call: IamCall): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { attached } of await rolesOf(call).all())
    for (const arn of attached) counts.set(arn, (counts.get(arn) ?? 0) + 1);
  return counts;
}

async function needPolicy(call: IamCall, input: Members): Promise<Policy> {
  const arn = text(input, "PolicyArn");
  const policy = await findPolicy(call, arn);
  if (policy === undefined) throw missing(arn);
  return policy;
}

const missing = (arn: string) => iamError("NoSuchEntityException", `Policy ${arn} was not found.`);

const versionMembers = ({ created }: Policy): Members => ({
  VersionId: VERSION,
  IsDefaultVersion: true,
  CreateDate: new Date(created),
});
