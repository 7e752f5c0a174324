import type { Resource } from "@slipway/model";
import { appendFact, type FactType, factsOf } from "./fact-type.ts";
import type { Ledger, Subject } from "./ledger.ts";

/** An object as it was when it went, or that nobody is to be told of it any more. */
interface LastRecord {
  readonly at: Date;
  readonly object?: Resource;
}

const LAST: FactType<LastRecord> = {
  type: "last",
  keyOf: ({ object }) => (object === undefined ? "forgotten" : "object"),
  atOf: ({ at }) => at,
  parse: (json) => {
    const { at, ...rest } = json as unknown as { readonly at: string; readonly object?: Resource };
    return { ...rest, at: new Date(at) };
  },
};

/** In characters of JSON: an object that has more leaves no record. */
const LONGEST = 256 * 1024;

/** An object by the name that AWS has for it, however its letters are cased. */
export interface Named {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

type Appending = Pick<Ledger, "appendFact">;

/** Keeps the object as it is for who asks after it is gone; the first word stays, and retention ends it as it does its logs. */
export async function keepLast(
  ledger: Appending,
  named: Named,
  { object, at }: { readonly object: Resource; readonly at: Date },
): Promise<void> {
  const { managedFields: _, finalizers: __, deletionTimestamp: ___, ...metadata } = object.metadata;
  const kept = { ...object, metadata };
  if (JSON.stringify(kept).length > LONGEST) return;
  await appendFact(ledger, LAST, { subject: subjectOf(named, object), fact: { object: kept, at } });
}

/** Nobody is told of the object, whether it was kept before or is kept later. */
export async function forgetLast(
  ledger: Appending,
  named: Named,
  { object, at }: { readonly object: Resource; readonly at: Date },
): Promise<void> {
  await appendFact(ledger, LAST, { subject: subjectOf(named, object), fact: { at } });
}

/** The newest object of the name as it was when it went; undefined where nothing is kept of that one. */
export async function readLast(
  ledger: Pick<Ledger, "facts" | "subjects">,
  { namespace, kind, name }: Named,
): Promise<Resource | undefined> {
  const where = { namespace, kind, name: name.toLowerCase() };
  const [newest] = (await ledger.subjects({ where, limit: 1 })).subjects;
  if (newest === undefined) return undefined;
  const records = await factsOf(ledger, LAST, newest);
  return records.some(({ object }) => object === undefined) ? undefined : records[0]?.object;
}

const subjectOf = ({ namespace, kind, name }: Named, { metadata }: Resource): Subject => ({
  namespace,
  kind,
  name: name.toLowerCase(),
  uid: metadata.uid ?? "",
});
