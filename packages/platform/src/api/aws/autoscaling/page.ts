import type { Members } from "../call.ts";
import { pageToken, readPageToken } from "../objects/page-token.ts";
import { invalidNextToken, validationError } from "./autoscaling-error.ts";

const MOST = 50;

/** How many a page has: as many as are asked for, up to `most`, and else those. */
export function pageSize({ MaxResults: asked }: Members, most = MOST): number {
  if (asked === undefined) return most;
  const size = Number(asked);
  if (size < 1 || size > most)
    throw validationError(`MaxResults must be between 1 and ${most}, and is ${size}`);
  return size;
}

/** After what a page begins, as `tokenAfter` was told; undefined for the first one. Throws InvalidNextTokenException for what no answer gave. */
export function placeIn<P extends string | number>(
  { NextToken: token }: Members,
  isPlace: (value: unknown) => value is P,
): P | undefined {
  if (token === undefined) return undefined;
  const { after } = read(String(token));
  if (!isPlace(after)) throw invalidNextToken();
  return after;
}

function read(token: string): Readonly<Record<string, unknown>> {
  try {
    return readPageToken(token);
  } catch {
    throw invalidNextToken();
  }
}

/** The answer's NextToken, where another page follows. */
export const tokenAfter = (place: string | number | undefined): Members =>
  place === undefined ? {} : { NextToken: pageToken({ after: place }) };

const isText = (value: unknown): value is string => typeof value === "string";

/** A page of all by their places, whose order is that of texts: the next one begins after a place, be what had it there or gone. */
export function pageOf<T>(
  all: readonly T[],
  input: Members,
  { placeOf, most }: { readonly placeOf: (one: T) => string; readonly most?: number },
): { readonly page: readonly T[]; readonly next: Members } {
  const size = pageSize(input, most);
  const after = placeIn(input, isText);
  const left = all
    .map((one) => ({ one, place: placeOf(one) }))
    .filter(({ place }) => after === undefined || place > after)
    .sort((a, b) => (a.place < b.place ? -1 : 1));
  const page = left.slice(0, size);
  const last = left.length > size ? page.at(-1)?.place : undefined;
  return { page: page.map(({ one }) => one), next: tokenAfter(last) };
}
