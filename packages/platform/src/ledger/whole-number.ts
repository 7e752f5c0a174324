import { SlipwayError } from "@slipway/model";

/** A number of a query. Throws BadRequest where it is none from `least`, or from 1, to `most`. */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  { usual, most, least = 1 }: { readonly usual: number; readonly most: number; readonly least?: number },
): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  if (value < least || value > most)
    throw new SlipwayError(
      "SLIP-API-008",
      `${name}: expected a number from ${least} to ${most}, got ${quoted(text)}`,
    );
  return value;
}

export const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));
