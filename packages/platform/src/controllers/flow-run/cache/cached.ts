import { rfc3339 } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { findArtifact } from "#artifacts/find-artifact.ts";
import type { Ledger } from "#ledger/ledger.ts";
import {
  appendCacheEntry,
  appendCacheLook,
  type CacheEntry,
  type CacheLook,
  newestCacheEntries,
  readCacheLook,
} from "#ledger/step-cache.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { subjectOf } from "#runs/subject-of.ts";
import { inputsOf } from "../data/step-inputs.ts";
import { stepPaths } from "../data/step-paths.ts";
import { bodyOf } from "../step-run.ts";
import type { StepWork, Try, TryState } from "../work/step-work.ts";
import { keyOf, type StepKey } from "./step-key.ts";

/** Of the newest entries so many are looked at. */
const MOST_ENTRIES = 5;
/** Tries whose looks are remembered; others are read again. */
const MOST_KNOWN = 10_000;

interface Parts {
  readonly ledger: Ledger;
  readonly artifacts: Artifacts;
}

/** Work whose steps take what an equal one gave, where they ask for that; why they do or do not stands in the ledger, once and for all. */
export function cached(work: StepWork, { ledger, artifacts }: Parts): StepWork {
  const known = new LRUCache<string, CacheLook>({ max: MOST_KNOWN });
  const looked = async ({ run, going }: Try): Promise<CacheLook | undefined> => {
    const found = known.get(going.name) ?? (await readCacheLook(ledger, subjectOf(run), going.step.path));
    if (found !== undefined) known.set(going.name, found);
    return found;
  };
  const look = async (one: Try): Promise<CacheLook> => {
    const before = await looked(one);
    if (before !== undefined) return before;
    const found = {
      path: one.going.step.path,
      at: one.turn.now,
      ...(await judged(one, { ledger, artifacts })),
    };
    await appendCacheLook(ledger, subjectOf(one.run), found);
    known.set(one.going.name, found);
    return found;
  };
  const asks = ({ going }: Try): boolean => going.step.step.cache !== undefined;
  return {
    ...work,
    async begin(one) {
      return asks(one) && (await look(one)).entry !== undefined ? undefined : work.begin(one);
    },
    async look(one) {
      const taken = asks(one) ? await looked(one) : undefined;
      if (taken?.entry !== undefined) return takenFrom(taken.entry, taken.why);
      const state = await work.look(one);
      if (asks(one) && state.phase === "succeeded") await keep(one, state.gives, ledger);
      return state;
    },
  };
}

const keyOfTry = ({ going }: Try): StepKey => {
  const body = bodyOf(going);
  return keyOf(going.step.step, body, inputsOf(body, stepPaths(body).below));
};

async function judged(one: Try, { ledger, artifacts }: Parts): Promise<Pick<CacheLook, "why" | "entry">> {
  const made = keyOfTry(one);
  if ("why" in made) return made;
  const place = { namespace: one.run.metadata.namespace ?? "", key: made.key };
  const entries = await newestCacheEntries(ledger, place, MOST_ENTRIES);
  const { maxAgeSeconds = Number.POSITIVE_INFINITY } = one.going.step.step.cache ?? {};
  const young = entries.filter(({ at }) => one.turn.now.getTime() - at.getTime() <= maxAgeSeconds * 1_000);
  for (const { at, ...entry } of young) {
    if (await isThere(entry, artifacts))
      return { entry, why: `Taken from ${entry.run}, step ${entry.path}, of ${rfc3339(at)}` };
  }
  if (entries.length === 0) return { why: "no step of the same program and inputs has succeeded yet" };
  if (young.length === 0) return { why: `what equal steps gave is older than ${maxAgeSeconds} s` };
  return { why: "what equal steps gave is not there any more" };
}

async function isThere(
  { artifacts: given = {} }: Omit<CacheEntry, "at">,
  artifacts: Artifacts,
): Promise<boolean> {
  for (const one of Object.values(given)) {
    const { uri } = one as { readonly uri: string };
    const place = parseS3Uri(uri);
    if (place === undefined) return false;
    const found = uri.endsWith("/")
      ? (await artifacts.list(place.bucket, { prefix: place.key, limit: 1 })).items.length > 0
      : (await findArtifact(artifacts, uri)) !== undefined;
    if (!found) return false;
  }
  return true;
}

const takenFrom = ({ results, artifacts }: Omit<CacheEntry, "at">, why: string): TryState => ({
  phase: "succeeded",
  gives: {
    why,
    ...(results === undefined ? {} : { results }),
    ...(artifacts === undefined ? {} : { artifacts }),
  },
});

type Gives = Extract<TryState, { readonly phase: "succeeded" }>["gives"];

async function keep({ run, going, turn }: Try, { results, artifacts }: Gives, ledger: Ledger): Promise<void> {
  const made = keyOfTry({ run, going, turn });
  if ("why" in made) return;
  const gives = {
    ...(results === undefined ? {} : { results }),
    ...(artifacts === undefined ? {} : { artifacts }),
  };
  const entry = { run: run.metadata.name, path: going.step.path, at: turn.now, ...gives };
  await appendCacheEntry(ledger, { namespace: run.metadata.namespace ?? "", key: made.key }, entry);
}
