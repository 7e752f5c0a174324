import { defined, isExpired, type Key, type Resource, SlipwayError } from "@slipway/model";
import type { Slice, Storage } from "#embedded/storage/storage.ts";
import type { ListOptions, ListResult, Target } from "../api-server.ts";
import { badRequest } from "../errors/status-errors.ts";
import { storedAs } from "../write/address.ts";
import { decodeContinue, encodeContinue } from "./continue-token.ts";
import { listRevision } from "./revisions.ts";
import { type Selection, selectionOf } from "./selection.ts";
import { served } from "./served.ts";

const BATCH = 500;

interface Reading {
  readonly storage: Storage;
  readonly target: Target;
  readonly selection: Selection;
  readonly limit: number;
  readonly at: number;
  readonly uncounted: boolean | undefined;
}

/** One page: all of it when no limit is given. Pages of one list are all of one revision. */
export function listObjects(storage: Storage, target: Target, options: ListOptions = {}): ListResult {
  const selection = selectionOf(target, options);
  const place = placeOf(options);
  const at = listRevision(options, storage.head) ?? place?.revision ?? storage.head;
  const limit = options.limit === undefined || options.limit <= 0 ? Number.POSITIVE_INFINITY : options.limit;
  try {
    return page({ storage, target, selection, limit, at, uncounted: options.uncounted }, place?.after);
  } catch (error) {
    throw isExpired(error) ? tooOld(place !== undefined, error) : error;
  }
}

function placeOf(options: ListOptions): { readonly revision: number; readonly after: Key } | undefined {
  if (options.continue === undefined || options.continue === "") return undefined;
  if (options.resourceVersion !== undefined && !["", "0"].includes(options.resourceVersion)) {
    throw badRequest("specifying resource version is not allowed when using continue");
  }
  return decodeContinue(options.continue);
}

function page(reading: Reading, start: Key | undefined): ListResult {
  const { storage, target, selection, limit, at } = reading;
  const items: Resource[] = [];
  let after = start;
  for (;;) {
    const slice = storage.slice(storedAs(target.resource), {
      prefix: selection.prefix,
      ...defined({ after }),
      limit: Math.min(BATCH, selection.matches === undefined ? limit - items.length : BATCH),
      at,
    });
    const last = take(reading, slice, items);
    const more = slice.more || last !== slice.keys.at(-1);
    if (!more || last === undefined) return { items, resourceVersion: String(at) };
    after = last;
    if (items.length >= limit) return { ...cut(reading, after), items, resourceVersion: String(at) };
  }
}

/** What a page that is not the last one says besides its items; how many are left is not known of a selection. */
function cut(
  { storage, target, selection, at, uncounted = false }: Reading,
  after: Key,
): { readonly continue: string; readonly remainingItemCount?: number } {
  const next = { continue: encodeContinue({ revision: at, after }) };
  if (uncounted || selection.matches !== undefined) return next;
  const { prefix } = selection;
  return { ...next, remainingItemCount: storage.count(storedAs(target.resource), { prefix, after }) };
}

/** Adds what matches until the page is full; returns the last key looked at. */
function take({ target, selection, limit }: Reading, slice: Slice, items: Resource[]): Key | undefined {
  let last: Key | undefined;
  for (const [position, object] of slice.items.entries()) {
    if (items.length >= limit) return last;
    last = slice.keys[position];
    if (selection.matches === undefined || selection.matches(object))
      items.push(served(target.resource, object));
  }
  return last;
}

const OLD_TOKEN =
  "The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.";
const OLD_REVISION = "The resourceVersion for the provided list is too old.";

function tooOld(continued: boolean, cause: unknown): SlipwayError {
  return new SlipwayError("SLIP-API-007", continued ? OLD_TOKEN : OLD_REVISION, { cause });
}
