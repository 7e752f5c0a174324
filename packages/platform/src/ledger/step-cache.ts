import type { Json as FlowJson } from "@slipway/model/flows/index.ts";
import { appendFact, type FactType, factsOf } from "./fact-type.ts";
import type { Ledger, Subject } from "./ledger.ts";

/** What a step gave, for later ones of the same key. */
export interface CacheEntry {
  /** The run, and the step of it, that gave it. */
  readonly run: string;
  readonly path: string;
  readonly at: Date;
  readonly results?: Readonly<Record<string, FlowJson>>;
  readonly artifacts?: Readonly<Record<string, FlowJson>>;
}

/** Whether a step was taken from the cache, and why. */
export interface CacheLook {
  readonly path: string;
  readonly at: Date;
  readonly why: string;
  /** Absent where it had to run. */
  readonly entry?: Omit<CacheEntry, "at">;
}

type Written<T extends { readonly at: Date }> = Omit<T, "at"> & { readonly at: string };

const timed = <T extends { readonly at: Date }>(written: Written<T>): T =>
  ({ ...written, at: new Date(written.at) }) as unknown as T;

const ENTRY: FactType<CacheEntry> = {
  type: "step-cache-entry",
  keyOf: ({ run, path }) => `${run}/${path}`,
  atOf: ({ at }) => at,
  parse: (json) => timed(json as unknown as Written<CacheEntry>),
};

const LOOK: FactType<CacheLook> = {
  type: "step-cache-look",
  keyOf: ({ path }) => path,
  atOf: ({ at }) => at,
  parse: (json) => timed(json as unknown as Written<CacheLook>),
};

/** Entries of a key are found without a look at others. */
const entriesOf = (namespace: string, key: string): Subject => ({
  namespace,
  kind: "StepCache",
  name: key,
  uid: `${namespace}/${key}`,
});

/** Under which key of which namespace. */
export interface CachePlace {
  readonly namespace: string;
  readonly key: string;
}

type Appending = Pick<Ledger, "appendFact">;

export const appendCacheEntry = (ledger: Appending, place: CachePlace, fact: CacheEntry): Promise<void> =>
  appendFact(ledger, ENTRY, { subject: entriesOf(place.namespace, place.key), fact });

/** Newest first, so many at most. */
export async function newestCacheEntries(
  ledger: Pick<Ledger, "facts">,
  { namespace, key }: CachePlace,
  limit: number,
): Promise<readonly CacheEntry[]> {
  const asked = { subjects: [entriesOf(namespace, key)], type: ENTRY.type, limit, newestFirst: true };
  return (await ledger.facts(asked)).facts.map(({ json }) => ENTRY.parse(json));
}

/** The first word on a step stays. */
export const appendCacheLook = (ledger: Appending, run: Subject, fact: CacheLook): Promise<void> =>
  appendFact(ledger, LOOK, { subject: run, fact });

export const readCacheLooks = (ledger: Pick<Ledger, "facts">, run: Subject): Promise<readonly CacheLook[]> =>
  factsOf(ledger, LOOK, run);
