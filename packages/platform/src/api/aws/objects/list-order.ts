import { type Key, keyOf, type Resource } from "@slipway/model";
import type { Index, Place } from "#store/cache.ts";
import type { Members } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { before, creationMillis, kindIndexes, listed, SORTS, type SortBy } from "./kind-indexes.ts";
import { notServedHere } from "./not-served-here.ts";
import { badToken, pageToken, readPageToken } from "./page-token.ts";

/** The way through an index on which the lines of a List operation stand in the order that its input asks for. */
export interface Sorting<R extends Resource> {
  readonly index: Index<R>;
  /** What the index is asked for. */
  readonly value: string;
  readonly descending: boolean;
  /** Where to begin. */
  readonly start: Place | undefined;
  /** No object from here on is wanted. */
  isPast(object: R): boolean;
}

/** Throws SLIP-AWS-009 for an order that is not served, and SLIP-AWS-003 for a token that is none. */
export function sortingOf<R extends Resource>(
  kind: AwsKind<R>,
  { input, namespace }: { readonly input: Members; readonly namespace: string },
): Sorting<R> {
  const by = String(input["SortBy"] ?? "CreationTime");
  if (!isServed(kind, by)) throw notServedHere(kind.names.list, `SortBy ${by}`);
  const descending = (input["SortOrder"] ?? kind.aws.order) !== "Ascending";
  const { StatusEquals: status, NextToken: next } = input;
  const indexes = kindIndexes(kind);
  const bounds = by === "CreationTime" ? timeBounds<R>(input, descending) : UNBOUNDED;
  return {
    // Of one status the order by status is that by name.
    index: indexes[by === "Status" && status !== undefined ? "Name" : by],
    value: status === undefined ? listed.all(namespace) : listed.ofStatus(namespace, String(status)),
    descending,
    start: next === undefined ? bounds.start : readToken(String(next)),
    isPast: bounds.isPast,
  };
}

function isServed<R extends Resource>({ aws }: AwsKind<R>, by: string): by is SortBy {
  return SORTS.some((sort) => sort === by) && (by !== "Status" || aws.status !== undefined);
}

const UNBOUNDED = { start: undefined, isPast: () => false };

/** In the order of creation a filter by time of creation is a stretch of the way. */
function timeBounds<R extends Resource>(
  input: Members,
  descending: boolean,
): Pick<Sorting<R>, "start" | "isPast"> {
  const [after, until] = [millis(input["CreationTimeAfter"]), millis(input["CreationTimeBefore"])];
  // Both bounds are exclusive.
  const first = descending ? until : after && after + 1;
  const past = descending
    ? (at: number) => at <= (after ?? Number.NEGATIVE_INFINITY)
    : (at: number) => at >= (until ?? Number.POSITIVE_INFINITY);
  return {
    start: first === undefined ? undefined : before(first),
    isPast: (object) => past(creationMillis(object)),
  };
}

/** A time as a List operation compares it; undefined for what is none. */
export function millis(value: unknown): number | undefined {
  return value instanceof Date ? value.getTime() : undefined;
}

/** Where a page ends that ends with this object. */
export function token<R extends Resource>({ index }: Sorting<R>, object: R): string {
  return pageToken([index.rank?.(object) ?? "", keyOf(object)]);
}

function readToken(text: string): Place {
  const { 0: rank, 1: key } = readPageToken(text);
  if (typeof rank === "string" && typeof key === "string") return { rank, key: key as Key };
  throw badToken();
}
