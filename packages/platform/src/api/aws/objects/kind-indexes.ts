import { objectName, type Resource } from "@slipway/model";
import { awsNames, saidName } from "@slipway/model/aws/aws-names.ts";
import type { Cache, Cached, Index, Place } from "#store/cache.ts";
import type { AwsKind } from "./aws-kind.ts";

/** What a List operation can sort by; `Status` where the kind has one. */
export const SORTS = ["CreationTime", "Name", "Status"] as const;
export type SortBy = (typeof SORTS)[number];

/** Each order in which objects of a kind are listed. What has no AWS name is in none. */
export type KindIndexes<R extends Resource> = Readonly<Record<SortBy, Index<R>>>;

/** By the kind's facts: an index is one constant, however many doors and requests ask for it. */
const made = new WeakMap<object, KindIndexes<Resource>>();

export function kindIndexes<R extends Resource>(aws: AwsKind<R>): KindIndexes<R> {
  const known = made.get(aws.facts) as KindIndexes<R> | undefined;
  if (known !== undefined) return known;
  const statusOf = onceEach(aws.statusOf);
  const of = { nameOf: aws.nameOf, statusOf };
  const fresh: KindIndexes<R> = {
    CreationTime: listIndex(of, "CreationTime", (object) => sortableTime(creationMillis(object))),
    Name: listIndex(of, "Name", () => ""),
    Status: listIndex(of, "Status", (object) => `${statusOf(object)} `),
  };
  made.set(aws.facts, fresh as unknown as KindIndexes<Resource>);
  return fresh;
}

/** What to ask an index for: everything in a namespace, or what has one status there. */
export const listed = {
  all: (namespace: string) => namespace,
  ofStatus: (namespace: string, status: string) => `${namespace} ${status}`,
} as const;

/** A kind's view is made anew each time; the objects of a cache do not change, and every index asks for the status of each. */
function onceEach<R extends Resource>(of: (object: R) => string): (object: R) => string {
  const known = new WeakMap<R, string>();
  return (object) => {
    const before = known.get(object);
    if (before !== undefined) return before;
    const found = of(object);
    known.set(object, found);
    return found;
  };
}

function listIndex<R extends Resource>(
  { nameOf, statusOf }: Pick<AwsKind<R>, "nameOf" | "statusOf">,
  by: SortBy,
  sortValue: (object: R) => string,
): Index<R> {
  return {
    name: `AWS list by ${by}`,
    values: (object) => {
      const { namespace = "" } = object.metadata;
      if (nameOf(object) === "") return [];
      return [listed.all(namespace), listed.ofStatus(namespace, statusOf(object))];
    },
    rank: (object) => sortValue(object) + nameOf(object),
  };
}

/** An object of that AWS name whose metadata.name is not the one derived from it: kubectl users choose freely. */
export function namedOtherwise<R extends Resource>(
  objects: Cached<R>,
  aws: AwsKind<R>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): R | undefined {
  const derived = objectName(name);
  return objects
    .by(kindIndexes(aws).Name, listed.all(namespace), { after: { rank: name }, limit: 2 })
    .find((object) => aws.nameOf(object) === name && object.metadata.name !== derived);
}

/** Objects by the name in their ARN, the oldest first. AWS writes it in lower case: MyModel and mymodel would be one. */
const byArnName: Index<Resource> = {
  name: "name in the ARN",
  values: (object) => {
    const { namespace = "" } = object.metadata;
    const name = saidName(awsNames({ name: object.kind }), object);
    return name === "" ? [] : [`${namespace} ${name.toLowerCase()}`];
  },
  rank: ({ metadata }) => metadata.creationTimestamp ?? "",
};

/** The objects whose ARN has, or would have, the name. */
export function namedInArn<R extends Resource>(
  objects: Cached<R>,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): readonly R[] {
  return objects.by(byArnName, `${namespace} ${name.toLowerCase()}`, { limit: MOST_TWINS });
}

/** Doors and controllers let one object have an ARN; more stand here only until they are refused. */
const MOST_TWINS = 10;

/** Has the kind's orders kept from the first list on. */
export function keepIndexes<R extends Resource>(cache: Cache, aws: AwsKind<R>): void {
  cache.index(aws.kind, byArnName);
  for (const by of SORTS)
    if (by !== "Status" || aws.aws.status !== undefined) cache.index(aws.kind, kindIndexes(aws)[by]);
}

/** A place before all objects that were created at the time or later. */
export function before(millis: number): Place {
  return { rank: sortableTime(millis) };
}

/** Milliseconds since 1970 of the creation as AWS tells it. */
export function creationMillis(object: Resource): number {
  const { creationTime } = (object.status ?? {}) as { readonly creationTime?: string };
  const millis = Date.parse(String(creationTime ?? object.metadata.creationTimestamp));
  return Number.isNaN(millis) ? 0 : millis;
}

/** Fixed width, so that text sorts as time. */
function sortableTime(millis: number): string {
  return String(Math.max(0, Math.ceil(millis))).padStart(15, "0");
}
