import type { Resource } from "@slipway/model";
import { operationOf, shapeOf } from "@slipway/model/aws/lookup.ts";
import type { Members } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { millis } from "./list-order.ts";
import { notServedHere } from "./not-served-here.ts";

type Filter = (line: Members) => boolean;

/** What a List operation's input asks for. */
export interface Wanted {
  /** By the AWS name alone, so that most objects need no line. */
  named(name: string): boolean;
  /** All the rest, by the line that the operation would answer. */
  matches(line: Members): boolean;
}

/** Members of a List operation's input that choose the page and its order, and no lines. */
const PAGING: ReadonlySet<string> = new Set(["NextToken", "MaxResults", "SortBy", "SortOrder"]);

/**
 * The objects that a List operation's input asks for. Every other member that the operation declares is a filter, and is either
 * served or refused with SLIP-AWS-009: a filter that is dropped would answer with lines that nobody asked for.
 */
export function filterOf<R extends Resource>(kind: AwsKind<R>, input: Members): Wanted {
  const { NameContains: part, ...others } = input;
  const filters = Object.entries(others)
    .filter(([member, value]) => value !== undefined && !PAGING.has(member))
    .map(([member, wanted]) => {
      const filter = served(kind, member, wanted);
      if (filter === undefined) throw notServedHere(kind.names.list, member);
      return filter;
    });
  return {
    named: (name) => part === undefined || name.includes(String(part)),
    matches: (line) => filters.every((filter) => filter(line)),
  };
}

function served<R extends Resource>(
  { aws, names }: AwsKind<R>,
  member: string,
  wanted: unknown,
): Filter | undefined {
  if (member === "StatusEquals" && aws.status !== undefined) {
    const { status } = aws;
    return (line) => line[status] === wanted;
  }
  const [, time, way] = /^(CreationTime|LastModifiedTime)(After|Before)$/.exec(member) ?? [];
  if (time !== undefined) return byTime(time, way === "After" ? 1 : -1, millis(wanted) ?? 0);
  const [, field = ""] = /^(.+)Equals$/.exec(member) ?? [];
  return byField({ aws, names }, field, wanted);
}

const byTime = (member: string, sign: 1 | -1, wanted: number): Filter => {
  return (line) => sign * ((millis(line[member]) ?? 0) - wanted) > 0;
};

/** `WarmPoolStatusEquals` is about the line's `WarmPoolStatus`, or that member's own Status where it is a structure. */
function byField<R extends Resource>(
  { aws: { service }, names }: Pick<AwsKind<R>, "aws" | "names">,
  field: string,
  wanted: unknown,
): Filter | undefined {
  const line = operationOf(service, names.list).items?.[1];
  const shape = line === undefined ? undefined : shapeOf({ service, name: line });
  const member = shape?.type === "structure" ? shape.members[field] : undefined;
  if (member === undefined) return undefined;
  const { type } = shapeOf({ service, name: member[1] });
  if (type === "structure") {
    return (found) => (found[field] as { readonly Status?: unknown } | undefined)?.Status === wanted;
  }
  return type === "list" || type === "map" ? undefined : (found) => found[field] === wanted;
}
