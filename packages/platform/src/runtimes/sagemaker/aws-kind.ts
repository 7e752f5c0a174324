import { canonicalJson, fnv1a, type Kind, type Resource } from "@slipway/model";
import { type AwsNames, awsNames, saidName } from "@slipway/model/aws/aws-names.ts";
import { inputOf, outputOf } from "@slipway/model/aws/lookup.ts";
import { toFields, toMembers } from "@slipway/model/aws/names.ts";
import type { AwsService } from "@slipway/model/aws/service.ts";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { contentDigest } from "#lib/content-digest.ts";
import type { Members } from "./aws-calls.ts";

/** A kind as AWS is asked for it: all of it follows from the kind's facts. */
export interface AwsKind extends AwsNames, Pick<Kind, "group" | "kind"> {
  /** For people: `TrainingJob`. */
  readonly name: string;
  readonly service: AwsService;
  /** Fields of the object's status that Describe tells. */
  readonly statusFields: ReadonlySet<string>;
}

export function awsKind({ kind, aws, crd }: AwsKindFacts): AwsKind {
  const status = crd.spec.versions[0]?.schema.openAPIV3Schema.properties?.["status"];
  const { conditions: _, slipway: __, ackResourceMetadata: ___, ...reported } = status?.properties ?? {};
  return {
    ...awsNames(aws),
    group: kind.group,
    kind: kind.kind,
    name: aws.name,
    service: aws.service,
    statusFields: new Set(Object.keys(reported)),
  };
}

export const MODEL = awsKind(modelFacts);
export const ENDPOINT_CONFIG = awsKind(endpointConfigFacts);
export const ENDPOINT = awsKind(endpointFacts);

interface Begun {
  readonly slipway?: { readonly runtime?: string };
  readonly ackResourceMetadata?: { readonly arn?: string };
}

/** Whether something was made for the object, as its status remembers. */
export function hasBegun(owner: Resource): boolean {
  return carrierOf(owner) === "sagemaker";
}

/**
 * The name by which AWS knows the object. What was made under a name is looked for under it, also when the spec says
 * another one since; ARNs have names in lower case.
 */
export function awsNameOf(kind: AwsKind, owner: Resource): string {
  const said = saidName(kind, owner);
  const { ackResourceMetadata } = (owner.status ?? {}) as Begun;
  const made = hasBegun(owner) ? ackResourceMetadata?.arn?.split("/").at(-1) : undefined;
  return made === undefined || made === said.toLowerCase() ? said : made;
}

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

/** Whose a resource in AWS is: the uid outlives names and homes. */
export const UID_TAG = "slipway.dev/uid";
/** What a definition was made of: AWS cannot change one. */
export const SPEC_TAG = "slipway.dev/spec";

/** Changes with the spec, tags apart: ACK ignores changes of tags, and so do we. */
export function specDigest(owner: Resource): string {
  return contentDigest(specOf(owner));
}

/** Whether a resource with this tag was made of the object's spec as it is. Tags of seven digits are of earlier versions. */
export function isMadeOf(tag: string, owner: Resource): boolean {
  return tag === (tag.length === EARLIER_DIGITS ? fnv1a(canonicalJson(specOf(owner))) : specDigest(owner));
}

const EARLIER_DIGITS = 7;

function specOf({ spec }: Resource): object {
  const { tags: _, ...rest } = (spec ?? {}) as { readonly tags?: unknown };
  return rest;
}

/** The whole spec as the Create operation's input, with ACK's default tags and those that say whose it is. */
export function createInput(kind: AwsKind, owner: Resource): Members {
  const members = toMembers(inputOf(kind.service, kind.create), owner.spec) as Members;
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
  const output = outputOf(kind.service, kind.describe);
  const fields = (output === undefined ? {} : toFields(output, answer)) as Readonly<Record<string, unknown>>;
  const reported = Object.entries(fields).filter(([field]) => kind.statusFields.has(field));
  return { ...Object.fromEntries(reported), ...ackMetadata(answer[kind.arnMember]) };
}

/** Account and region out of the ARN that AWS gave. */
export function ackMetadata(arn: unknown): Readonly<Record<string, unknown>> {
  if (typeof arn !== "string") return {};
  const [, partition, , region = "", ownerAccountID = ""] = arn.split(":");
  return {
    ackResourceMetadata: { arn, ownerAccountID, region, ...(partition === "aws" ? {} : { partition }) },
  };
}
