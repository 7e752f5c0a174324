import { defined } from "@slipway/model";
import type { Members } from "../call.ts";
import { uniqueId } from "../identity/unique-id.ts";
import { AWS_MANAGED } from "./aws-managed.ts";
import { Entries, type Entry } from "./entries.ts";
import type { IamCall } from "./iam-call.ts";
import { areTables, areText, areTextIfThere, isTime } from "./kept-fields.ts";

/** A managed policy: one that is kept here, or one of AWS's own, of which the name is known and nothing else. */
export interface Policy extends Entry {
  readonly path: string;
  readonly created: string;
  readonly document: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Absent of AWS's own. */
  readonly accountId?: string;
}

const isPolicy = (value: object): value is Policy =>
  areText(value, ["name", "path", "created", "document", "accountId"]) &&
  areTextIfThere(value, ["description"]) &&
  areTables(value, ["tags"]) &&
  isTime(value, "created");

export const policiesOf = (call: IamCall): Entries<Policy> => new Entries("policy", call, isPolicy);

/** What AWS's own policies say differs there and changes; here all of them say what is so: that everything may be done. */
const ALLOWS_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const NO_DATE = new Date(0).toISOString();

const awsPolicy = (name: string, path: string): Policy => ({
  name,
  path,
  created: NO_DATE,
  document: ALLOWS_ALL,
  tags: {},
});

/** AWS's own, in the order of their names. */
export const awsPolicies = (): readonly Policy[] =>
  [...AWS_MANAGED].map(([name, path]) => awsPolicy(name, path));

const ARN = /^arn:aws[a-z-]*:iam::(aws|\d{12}):policy(\/(?:[\x21-\x7e]+\/)?)([\w+=,.@-]{1,128})$/;

/** The policy of an ARN, AWS's own or one of the caller's account; undefined where there is none. */
export async function findPolicy(call: IamCall, arn: string): Promise<Policy | undefined> {
  const [, account, path = "/", name = ""] = ARN.exec(arn) ?? [];
  if (account === "aws") return AWS_MANAGED.get(name) === path ? awsPolicy(name, path) : undefined;
  if (account !== call.key.accountId) return undefined;
  const policy = await policiesOf(call).find(name);
  return policy?.name === name && policy.path === path ? policy : undefined;
}

export const policyArn = ({ accountId, path, name }: Policy): string =>
  `arn:aws:iam::${accountId ?? "aws"}:policy${path}${name}`;

/** `attached`: to how many roles. */
export function policyMembers(policy: Policy, attached: number): Members {
  const { name, path, accountId = "aws" } = policy;
  const date = new Date(policy.created);
  return {
    PolicyName: name,
    PolicyId: uniqueId("ANPA", accountId, path, name),
    Arn: policyArn(policy),
    Path: path,
    DefaultVersionId: VERSION,
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: date,
    UpdateDate: date,
    ...defined({ Description: policy.description }),
  };
}

/** A policy is replaced, not changed: it has one version. */
export const VERSION = "v1";
