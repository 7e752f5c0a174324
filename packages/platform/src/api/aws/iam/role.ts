import { defined } from "@slipway/model";
import type { AccessKey } from "../../access-keys.ts";
import type { Members } from "../call.ts";
import { uniqueId } from "../identity/unique-id.ts";
import { Entries, type Entry } from "./entries.ts";
import type { IamCall } from "./iam-call.ts";
import { iamError } from "./iam-error.ts";
import { areTables, areText, areTextIfThere, isTime } from "./kept-fields.ts";
import { encodedDocument } from "./policy-document.ts";

/** A role as it is kept. Nobody asks what it allows: work here has the rights of whoever started it. */
export interface Role extends Entry {
  readonly path: string;
  readonly created: string;
  /** Its trust policy, as it was given. */
  readonly trust: string;
  readonly maxSession: number;
  readonly description?: string;
  readonly boundary?: string;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
  /** Inline policies by their names. */
  readonly inline: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

const isRole = (value: object): value is Role =>
  areText(value, ["name", "path", "created", "trust"]) &&
  areTextIfThere(value, ["description", "boundary"]) &&
  areTables(value, ["inline", "tags"]) &&
  isTime(value, "created") &&
  Number.isSafeInteger((value as Partial<Role>).maxSession) &&
  isListOfText((value as Partial<Role>).attached);

const isListOfText = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

export const rolesOf = (call: IamCall): Entries<Role> => new Entries("role", call, isRole);

/** Throws NoSuchEntity. */
export async function needRole(call: IamCall, name: string): Promise<Role> {
  return (await rolesOf(call).find(name)) ?? ownRole(call.key, name) ?? refuseMissing(name);
}

/** The role that the caller's key is a session of, which nobody made; one that is made under its name takes its place. */
function ownRole({ role }: AccessKey, name: string): Role | undefined {
  if (role === undefined || role !== name) return undefined;
  const trust = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "sagemaker.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  };
  return {
    name,
    path: "/",
    created: new Date(0).toISOString(),
    trust: JSON.stringify(trust),
    maxSession: 3600,
    attached: ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"],
    inline: {},
    tags: {},
  };
}

/** Changes a role. Throws NoSuchEntity, and what `change` throws. */
export async function changeRole(call: IamCall, name: string, change: (role: Role) => Role): Promise<Role> {
  return (await rolesOf(call).change(name, change)) ?? refuseMissing(name);
}

export function refuseMissing(name: string): never {
  throw iamError("NoSuchEntityException", `The role with name ${name} cannot be found.`);
}

/** What only AWS's services may change. */
export const isServiceLinked = ({ path }: Pick<Role, "path">): boolean =>
  path.startsWith("/aws-service-role/");

export const roleArn = ({ accountId }: Pick<AccessKey, "accountId">, { path, name }: Role): string =>
  `arn:aws:iam::${accountId}:role${path}${name}`;

/** Of a list, which says less. */
export function roleLine(key: AccessKey, role: Role): Members {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: uniqueId("AROA", key.accountId, role.name.toLowerCase()),
    Arn: roleArn(key, role),
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodedDocument(role.trust),
    MaxSessionDuration: role.maxSession,
    ...defined({ Description: role.description }),
  };
}

export function roleMembers(key: AccessKey, role: Role): Members {
  const { boundary } = role;
  const kept = boundary && {
    PermissionsBoundaryType: "PermissionsBoundaryPolicy",
    PermissionsBoundaryArn: boundary,
  };
  return {
    ...roleLine(key, role),
    ...defined({ PermissionsBoundary: kept || undefined, Tags: tagsMember(role.tags) }),
  };
}

/** Absent where there are none, as IAM has it. */
function tagsMember(tags: Role["tags"]): readonly Members[] | undefined {
  const list = tagList(tags);
  return list.length === 0 ? undefined : list;
}

export const tagList = (tags: Role["tags"]): readonly { readonly Key: string; readonly Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
