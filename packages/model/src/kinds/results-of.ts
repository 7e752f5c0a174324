import type { Json } from "../flows/json.ts";
import type { Resource } from "../resource.ts";
import type { KindFacts } from "./facts.ts";
import { findFacts } from "./find-facts.ts";

/** Characters of JSON of a status that is told as a whole; a larger one is left out. */
const LARGEST_STATUS = 16_384;

/** What an object of any kind has come to, as the step of a pipeline that made it gives it. */
export function objectResults(kinds: readonly KindFacts[], object: Resource): Readonly<Record<string, Json>> {
  const { kind, metadata } = object;
  const all = { ...findFacts(kinds, object)?.gives?.(object), status: statusOf(object) };
  const told = Object.entries(all).filter((one): one is [string, Json] => one[1] !== undefined);
  return { name: metadata.name, kind, ...Object.fromEntries(told) };
}

/** Without what is said of each look at it. */
function statusOf({ status = {} }: Resource): Json | undefined {
  const { conditions: _, slipway: _2, ...told } = status as Readonly<Record<string, unknown>>;
  const text = JSON.stringify(told);
  return text.length > LARGEST_STATUS ? undefined : (JSON.parse(text) as Json);
}
