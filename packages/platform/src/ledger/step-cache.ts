import type { Json as FlowJson } from "@slipway/model/flows/index.ts";
import { appendFact, type FactType, factsFrom } from "./fact-type.ts";
import type { Ledger, Subject } from "./ledger.ts";
import { timed } from "./timed.ts";

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

const ENTRY: FactType<CacheEntry> = {
  type: "step-cache-entry",
  keyOf: ({ run, path }) => `${run}/${path}`,
  atOf: ({ at }) => at,
  parse: (json) => timed<CacheEntry>(json),
};

const LOOK: FactType<CacheLook> = {
  type: "step-cache-look",
  keyOf: ({ path }) => path,
  atOf: ({ at }) => at,
  filedOf: ({ path }) => ({ filed: { within: path, mark: "", place: 0 } }),
  parse: (json) => timed<CacheLook>(json),
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
  const page = { subject: entriesOf(namespace, key), limit, newestFirst: true };
  return (await factsFrom(ledger, ENTRY, page)).facts;
}

/** The first word on a step stays. */
export const appendCacheLook = (ledger: Appending, run: Subject, fact: CacheLook): Promise<void> =>
  appendFact(ledger, LOOK, { subject: run, fact });

/** The look at one step of a run, without a look at those at others. */
export async function readCacheLook(
  ledger: Pick<Ledger, "filedFacts">,
  run: Subject,
  path: string,
): Promise<CacheLook | undefined> {
  const [found] = await ledger.filedFacts({ subject: run, type: LOOK.type, within: [path], limit: 1 });
  return found === undefined ? undefined : LOOK.parse(found.json);
}
