import { type Kind, type Resource, splitApiVersion } from "../resource.ts";
import type { KindFacts } from "./facts.ts";

/** The row of an object, by group and kind; versions of a kind share one. Undefined for a kind that the table does not have. */
export function findFacts(
  kinds: readonly KindFacts[],
  { apiVersion, kind }: Pick<Resource, "apiVersion" | "kind">,
): KindFacts | undefined {
  return factsOfKind(kinds, { group: splitApiVersion(apiVersion).group, kind });
}

/** The same by the kind's own names. */
export function factsOfKind(
  kinds: readonly KindFacts[],
  { group, kind }: Pick<Kind, "group" | "kind">,
): KindFacts | undefined {
  return kinds.find((facts) => facts.kind.kind === kind && facts.kind.group === group);
}
