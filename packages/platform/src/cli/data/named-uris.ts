import type { Resource } from "@slipway/model";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import type { Place } from "./place.ts";

/** Up to what cannot stand in a URI that is quoted or listed: a shorter one names more, and so protects more. */
const URI = /s3:\/\/[^\s"'\\]+/g;

/** Every place that an object names in its spec and status, its own results instead of the path that others write to as well. */
export function namedUris(facts: KindFacts, { spec, status, ...object }: Resource): readonly Place[] {
  const found = new Set<string>();
  const results = facts.results?.({ ...object, spec, status } as Resource);
  if (results !== undefined) found.add(results);
  collect([spec, status], { found, skip: facts.results === undefined ? undefined : "outputDataConfig" });
  return [...found].flatMap((uri) => parseS3Uri(uri) ?? []);
}

/** Places of channels whose S3URI is a list of data: what the list names is in use as well. */
export function manifestUris({ spec }: Resource): readonly Place[] {
  const found: Place[] = [];
  walk(spec, (value) => {
    const { s3DataType, s3URI } = value as { readonly s3DataType?: unknown; readonly s3URI?: unknown };
    if (typeof s3DataType !== "string" || !s3DataType.endsWith("ManifestFile")) return;
    const place = typeof s3URI === "string" ? parseS3Uri(s3URI) : undefined;
    if (place !== undefined) found.push(place);
  });
  return found;
}

/** The places that a text names. */
export const urisIn = (text: string): readonly Place[] =>
  [...text.matchAll(URI)].flatMap(([uri]) => parseS3Uri(uri) ?? []);

function collect(
  value: unknown,
  into: { readonly found: Set<string>; readonly skip: string | undefined },
): void {
  if (typeof value === "string") {
    for (const [uri] of value.matchAll(URI)) into.found.add(uri);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) if (name !== into.skip) collect(each, into);
  }
}

function walk(value: unknown, visit: (object: object) => void): void {
  if (typeof value !== "object" || value === null) return;
  visit(value);
  for (const each of Object.values(value)) walk(each, visit);
}
