import { type AwsIdentity, arnOf } from "../arn.ts";
import type { AwsFacts } from "../kinds/facts.ts";
import { lowerFirst } from "../lower-first.ts";
import type { Resource } from "../resource.ts";

/** What follows from a kind's AWS name. An operation's name being here does not mean that AWS has the operation. */
export interface AwsNames {
  readonly create: string;
  readonly describe: string;
  readonly list: string;
  readonly stop: string;
  readonly remove: string;
  /** Of requests, answers and lines of lists: the member that carries the name. */
  readonly nameMember: string;
  /** Of answers: the member that carries the ARN. */
  readonly arnMember: string;
  /** Of the spec: the field that carries the name. */
  readonly nameField: string;
}

export function awsNames({ name }: Pick<AwsFacts, "name">): AwsNames {
  return {
    create: `Create${name}`,
    describe: `Describe${name}`,
    list: `List${name}s`,
    stop: `Stop${name}`,
    remove: `Delete${name}`,
    nameMember: `${name}Name`,
    arnMember: `${name}Arn`,
    nameField: `${lowerFirst(name)}Name`,
  };
}

/** The AWS name that the object's spec says; "" where it says none. */
export function saidName({ nameField }: Pick<AwsNames, "nameField">, { spec }: Resource): string {
  const name = (spec as Readonly<Record<string, unknown>> | undefined)?.[nameField];
  return typeof name === "string" ? name : "";
}

/** The ARN that a resource of the kind has, or would have, under the name. */
export function awsArn(
  { service, arnType }: Pick<AwsFacts, "service" | "arnType">,
  identity: AwsIdentity,
  name: string,
): string {
  return arnOf(identity, { service: service.name, type: arnType, name });
}
