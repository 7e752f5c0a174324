import { SlipwayError } from "@slipway/model";

/** A number of a query. Throws BadRequest where it is none from 1 to `most`. */
export function wholeNumber(
  query: URLSearchParams,
  name: string,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  const text = query.get(name);
  if (text === null) return usual;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most)
    throw new SlipwayError(
      "SLIP-API-008",
      `${name}: expected a number from 1 to ${most}, got ${quoted(text)}`,
    );
  return value;
}

export const quoted = (text: string): string => JSON.stringify(text.slice(0, 100));
