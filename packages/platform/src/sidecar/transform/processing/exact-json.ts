/** What `JSON.parse` tells its reviver of a number besides, and what makes `JSON.stringify` write it so: of ECMAScript's JSON.parse source text access. */
declare global {
  interface JSON {
    rawJSON(text: string): object;
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;

/** A JSON text whose numbers are written again as they stand there, also those that JavaScript's are too short for. */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, keepNumbers as (key: string, value: unknown) => unknown);
}

const keepNumbers: Reviver = (_, value, { source }) =>
  typeof value !== "number" || source === undefined || String(value) === source
    ? value
    : JSON.rawJSON(source);
