import { canonicalJson, fnv1a, type Resource } from "@slipway/model";
import { operationOf } from "@slipway/model/aws/lookup.ts";
import { toFields, toMembers } from "@slipway/model/aws/names.ts";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import type { Members } from "./aws-calls.ts";

type Name = "TrainingJob" | "Model" | "EndpointConfig" | "Endpoint";

/** A kind as AWS names what belongs to it. */
export interface AwsKind {
  readonly name: Name;
  readonly create: `Create${Name}`;
  readonly describe: `Describe${Name}`;
  readonly remove: `Delete${Name}`;
  /** Of requests: the member that carries the name. */
  readonly nameMember: string;
  /** Of answers: the member that carries the ARN. */
  readonly arnMember: string;
  /** Fields of the object's status that Describe tells. */
  readonly statusFields: ReadonlySet<string>;
}

export const TRAINING_JOB = kindOf("TrainingJob");
export const MODEL = kindOf("Model");
export const ENDPOINT_CONFIG = kindOf("EndpointConfig");
export const ENDPOINT = kindOf("Endpoint");

function kindOf(name: Name): AwsKind {
  return {
    name,
    create: `Create${name}`,
    describe: `Describe${name}`,
    remove: `Delete${name}`,
    nameMember: `${name}Name`,
    arnMember: `${name}Arn`,
    statusFields: statusFieldsOf(name),
  };
}

function statusFieldsOf(name: Name): ReadonlySet<string> {
  const crd = CRDS.find(({ spec }) => spec.names.kind === name);
  const status = crd?.spec.versions[0]?.schema.openAPIV3Schema.properties?.["status"];
  const { conditions: _, slipway: __, ackResourceMetadata: ___, ...told } = status?.properties ?? {};
  return new Set(Object.keys(told));
}

interface Begun {
  readonly slipway?: { readonly runtime?: string };
  readonly ackResourceMetadata?: { readonly arn?: string };
}

/** Whether something was made for the object, as its status remembers. */
export function hasBegun({ status }: Resource): boolean {
  return (status as Begun | undefined)?.slipway?.runtime === "sagemaker";
}

/**
 * The name by which AWS knows the object. What was made under a name is looked for under it, also when the spec says
 * another one since; ARNs have names in lower case.
 */
export function awsNameOf({ name }: AwsKind, owner: Resource): string {
  const { spec, status } = owner;
  const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}Name`;
  const said = String((spec as Readonly<Record<string, unknown>> | undefined)?.[field] ?? "");
  const { ackResourceMetadata } = (status ?? {}) as Begun;
  const made = hasBegun(owner) ? ackResourceMetadata?.arn?.split("/").at(-1) : undefined;
  return made === undefined || made === said.toLowerCase() ? said : made;
}

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

/** Whose a thing in AWS is: the uid outlives names and homes. */
export const UID_TAG = "slipway.dev/uid";
/** What a definition was made of: AWS cannot change one. */
export const SPEC_TAG = "slipway.dev/spec";

/** Changes with the spec, tags apart: ACK ignores changes of tags, and so do we. */
export function specDigest({ spec }: Resource): string {
  const { tags: _, ...rest } = (spec ?? {}) as { readonly tags?: unknown };
  return fnv1a(canonicalJson(rest));
}

/** The whole spec as the Create operation's input, with ACK's default tags and those that say whose it is. */
export function createInput(kind: AwsKind, owner: Resource): Members {
  const members = toMembers(operationOf(kind.create).input, owner.spec) as Members;
  const own: readonly Tag[] = [
    { Key: UID_TAG, Value: owner.metadata.uid ?? "" },
    { Key: SPEC_TAG, Value: specDigest(owner) },
    { Key: "services.k8s.aws/controller-version", Value: "slipway" },
    { Key: "services.k8s.aws/namespace", Value: owner.metadata.namespace ?? "" },
  ];
  const given = (members["Tags"] as readonly Tag[] | undefined) ?? [];
  const names = new Set(own.map(({ Key }) => Key));
  return {
    ...members,
    [kind.nameMember]: awsNameOf(kind, owner),
    Tags: [...given.filter(({ Key }) => !names.has(Key)), ...own],
  };
}

/** What Describe answered, as the fields of the object's status that ACK's controller would write. */
export function reportedFields(kind: AwsKind, answer: Members): Readonly<Record<string, unknown>> {
  const { output = "" } = operationOf(kind.describe) as { readonly output?: string };
  const fields = toFields(output, answer) as Readonly<Record<string, unknown>>;
  const told = Object.entries(fields).filter(([field]) => kind.statusFields.has(field));
  return { ...Object.fromEntries(told), ...ackMetadata(answer[kind.arnMember]) };
}

/** Account and region out of the ARN that AWS gave. */
export function ackMetadata(arn: unknown): Readonly<Record<string, unknown>> {
  if (typeof arn !== "string") return {};
  const [, partition, , region = "", ownerAccountID = ""] = arn.split(":");
  return {
    ackResourceMetadata: { arn, ownerAccountID, region, ...(partition === "aws" ? {} : { partition }) },
  };
}
