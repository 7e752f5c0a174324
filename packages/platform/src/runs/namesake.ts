import type { Kind, Resource } from "@slipway/model";
import type { StepCondition } from "#reconcile/in-steps.ts";
import type { Cache } from "#store/cache.ts";
import { byAwsName, hasName, NAME_IN_USE, named } from "./aws-name-index.ts";
import { refused } from "./refused.ts";

/** What another object of the same AWS name means for this one: it has the name, or is to be heard first. */
export type Namesake = { readonly refusal: StepCondition } | { readonly awaited: StepCondition };

/**
 * AWS names are unique per account: the older object keeps its name. Times of creation are whole seconds, so of two of the
 * same second the one that was accepted first keeps it; and while neither was, the one with the smaller uid waits until the
 * other has been refused for its sake, or turns out to have been accepted before. Exactly one goes on.
 *
 * Costs the same however many objects there are, of the name or of others. Whatever was there before the object is seen.
 */
export async function findNamesake<R extends Resource>(parts: {
  readonly kind: Kind<R>;
  readonly object: R;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  nameOf(object: R): string;
}): Promise<Namesake | undefined> {
  const { kind, object, cache, signal } = parts;
  const { namespace = "", creationTimestamp = "", resourceVersion = "" } = object.metadata;
  const name = parts.nameOf(object);
  const all = await cache.of(kind, signal);
  await all.caughtUp(resourceVersion, signal);
  const [strongest] = all.by(byAwsName, named.all({ namespace, name }), { limit: 1 });
  if (strongest !== undefined && isOther(strongest, object) && isStronger(strongest, object)) {
    const who = `${kind.kind} ${strongest.metadata.name}`;
    const its = parts.nameOf(strongest);
    if (its === name) return { refusal: refused(NAME_IN_USE, `${who} has the AWS name ${name} already`) };
    // Two that were accepted before names were compared so stay as they are.
    if (hasName(object)) return undefined;
    const why = `${who} has the AWS name ${its}, and ${name} would have the same ARN, which has it in lower case`;
    return { refusal: refused(NAME_IN_USE, why) };
  }
  if (hasName(object)) return undefined;
  const unheard = all.by(byAwsName, named.unheard({ namespace, name, creationTimestamp }), { limit: 2 });
  const open = unheard.find((other) => isOther(other, object));
  return (
    open && {
      awaited: waiting(
        `${kind.kind} ${open.metadata.name} asks for the AWS name ${name} too; waiting until it was looked at`,
      ),
    }
  );
}

const waiting = (message: string): StepCondition => ({ status: "False", reason: "Waiting", message });

function isOther(a: Resource, b: Resource): boolean {
  return a.metadata.uid !== b.metadata.uid;
}

/** The index's order, but for the object as it was read: the copy may not know yet how it was judged. */
function isStronger(other: Resource, object: Resource): boolean {
  const age = compare(other.metadata.creationTimestamp, object.metadata.creationTimestamp);
  if (age !== 0) return age < 0;
  if (hasName(other) !== hasName(object)) return hasName(other);
  return compare(other.metadata.uid, object.metadata.uid) < 0;
}

function compare(a = "", b = ""): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
