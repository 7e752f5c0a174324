import { type Condition, findCondition, type Kind, type Resource } from "@slipway/model";
import type { Said } from "#reconcile/in-steps.ts";
import type { Store } from "#store/store.ts";
import { refused } from "./refused.ts";

/** What another object of the same AWS name means for this one: it has the name, or is to be heard first. */
export type Namesake = { readonly refusal: Said } | { readonly awaited: Said };

/**
 * AWS names are unique per account: the older object keeps its name. Times of creation are whole seconds, so of two of the
 * same second the one that was accepted first keeps it; and while neither was, the one with the smaller uid waits until the
 * other has been refused for its sake, or turns out to have been accepted before. Exactly one goes on.
 */
export async function findNamesake<R extends Resource>(parts: {
  readonly kind: Kind<R>;
  readonly object: R;
  readonly store: Store;
  nameOf(object: R): string;
}): Promise<Namesake | undefined> {
  const { kind, object } = parts;
  const name = parts.nameOf(object);
  let awaited: Said | undefined;
  for await (const other of namesakes(parts)) {
    const claim = claimOf(other, object);
    const who = `${kind.kind} ${other.metadata.name}`;
    if (claim === "stronger")
      return { refusal: refused(NAME_IN_USE, `${who} has the AWS name ${name} already`) };
    if (claim === "open")
      awaited = waiting(`${who} asks for the AWS name ${name} too; waiting until it was looked at`);
  }
  return awaited && { awaited };
}

async function* namesakes<R extends Resource>({
  kind,
  object,
  store,
  nameOf,
}: Parameters<typeof findNamesake<R>>[0]): AsyncGenerator<R> {
  const where = { namespace: object.metadata.namespace ?? "" };
  let after: string | undefined;
  do {
    const page = await store.list(kind, where, { limit: 500, ...(after === undefined ? {} : { after }) });
    for (const other of page.items) {
      if (nameOf(other) === nameOf(object) && other.metadata.uid !== object.metadata.uid) yield other;
    }
    after = page.next;
  } while (after !== undefined);
}

const NAME_IN_USE = "SLIP-RUN-003";

const waiting = (message: string): Said => ({ status: "False", reason: "Waiting", message });

function claimOf(other: Resource, object: Resource): "stronger" | "weaker" | "open" {
  const age = compare(other.metadata.creationTimestamp, object.metadata.creationTimestamp);
  if (age !== 0) return age < 0 ? "stronger" : "weaker";
  if (hasName(other) !== hasName(object)) return hasName(other) ? "stronger" : "weaker";
  if (compare(other.metadata.uid, object.metadata.uid) < 0) return "stronger";
  return isJudged(other) || hasName(object) ? "weaker" : "open";
}

/** Whether a controller has said anything of the object: accepted or refused, it has an ARN then. */
function isJudged(object: Resource): boolean {
  return (
    (object.status as { readonly ackResourceMetadata?: object } | undefined)?.ackResourceMetadata !==
    undefined
  );
}

/** Whether the object was judged and not refused for another's sake. */
function hasName(object: Resource): boolean {
  const { conditions } = (object.status ?? {}) as { readonly conditions?: readonly Condition[] };
  const { message = "" } = findCondition(conditions, "ACK.Terminal") ?? {};
  return isJudged(object) && !message.startsWith(NAME_IN_USE);
}

function compare(a = "", b = ""): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
