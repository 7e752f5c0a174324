import { keyOf, type Resource } from "@slipway/model";
import type { Members } from "../call.ts";
import { badToken, readPageToken } from "../objects/page-token.ts";
import { invalid } from "./expression.ts";
import { valuesOf } from "./property.ts";
import type { Searched } from "./searched.ts";

/** An object that matches, with its place among the others. */
export interface Hit {
  readonly object: Resource;
  readonly place: Place;
}

/** Where a record stands: by the property, then by its key, so that pages go on where they ended whatever came meanwhile. */
export interface Place {
  readonly value: string | number;
  readonly key: string;
}

/** The order that a Search asks for, and where its page begins. */
export interface Places {
  of(object: Resource, record: Members): Place;
  order(a: Place, b: Place): number;
  /** The last record of the page before. */
  readonly after: Place | undefined;
}

/** Throws ValidationException for a property that records do not have, and for a token that is none. */
export function placesOf({ shape }: Searched, input: Members): Places {
  const by = String(input["SortBy"] ?? DEFAULT_SORT[shape.name] ?? "LastModifiedTime");
  if (valuesOf(shape, {}, by) === undefined) throw invalid(`Unknown property name: ${by}`);
  const sign = input["SortOrder"] === "Ascending" ? 1 : -1;
  const token = input["NextToken"];
  return {
    of: (object, record) => ({ value: sortable(valuesOf(shape, record, by)?.[0]), key: keyOf(object) }),
    order: (a, b) => sign * (compare(a.value, b.value) || compare(a.key, b.key)),
    after: token === undefined ? undefined : readPlace(String(token)),
  };
}

/** A model is never modified and has no such time. */
const DEFAULT_SORT: Readonly<Record<string, string>> = { Model: "CreationTime" };

function sortable(value: unknown): string | number {
  if (value instanceof Date) return value.getTime();
  return typeof value === "number" ? value : String(value ?? "");
}

/** Numbers before text. */
function compare(a: string | number, b: string | number): number {
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The index of the first hit of the page. */
export function startOf(ordered: readonly Hit[], { order, after }: Places): number {
  const index = after === undefined ? 0 : ordered.findIndex(({ place }) => order(place, after) > 0);
  return index < 0 ? ordered.length : index;
}

function readPlace(token: string): Place {
  const { value, key } = readPageToken(token);
  if ((typeof value === "string" || typeof value === "number") && typeof key === "string")
    return { value, key };
  throw badToken();
}
