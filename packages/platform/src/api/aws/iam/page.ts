import type { Members } from "../call.ts";
import { iamError } from "./iam-error.ts";

const USUAL = 100;

/**
 * The part of a list that a request asks for by Marker and MaxItems, and the members that tell where it goes on. `keyOf` must be one
 * of its own for each item, and the list in the order of the keys. Throws ValidationError for a marker that is none.
 */
export function page<T>(
  items: readonly T[],
  input: Members,
  keyOf: (item: T) => string,
): { readonly items: readonly T[]; readonly more: Members } {
  const { MaxItems: most = USUAL, Marker: marker } = input;
  const after = marker === undefined ? undefined : keyIn(String(marker));
  const rest = after === undefined ? items : items.filter((item) => keyOf(item) > after);
  const shown = rest.slice(0, Number(most));
  const last = shown.at(-1);
  const more =
    last === undefined || shown.length === rest.length
      ? { IsTruncated: false }
      : { IsTruncated: true, Marker: Buffer.from(`${HEAD}${keyOf(last)}`).toString("base64") };
  return { items: shown, more };
}

const HEAD = "after:";

function keyIn(marker: string): string {
  const text = Buffer.from(marker, "base64").toString("utf8");
  if (text.startsWith(HEAD)) return text.slice(HEAD.length);
  throw iamError("ValidationException", "Invalid Marker.");
}
