import { invalidParameter } from "./logs-error.ts";

/** Where a search goes on. */
export interface SearchPlace {
  /** The streams that are searched together, each with the index of its next line. */
  readonly streams: readonly (readonly [name: string, index: number])[];
  /** Where the streams after them begin; absent: there are none. */
  readonly after?: string;
}

export function searchToken({ streams, after }: SearchPlace): string {
  return Buffer.from(JSON.stringify([streams, after])).toString("base64url");
}

/** Throws InvalidParameterException for a token that is none of ours; it grants nothing, whatever is in it. */
export function searchPlace(token: string, most: number): SearchPlace {
  try {
    const [streams, after] = JSON.parse(Buffer.from(token, "base64url").toString()) as [unknown, unknown];
    if (!Array.isArray(streams) || streams.length > most || !streams.every(isStream))
      throw new Error("streams");
    return typeof after === "string" ? { streams, after } : { streams };
  } catch {
    throw invalidParameter("The specified nextToken is invalid.");
  }
}

function isStream(value: unknown): value is readonly [string, number] {
  if (!Array.isArray(value) || value.length !== 2) return false;
  const [name, index]: unknown[] = value;
  return typeof name === "string" && typeof index === "number" && Number.isSafeInteger(index) && index >= 0;
}
