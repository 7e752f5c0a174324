import { isExpired, type Key, type Kind, keyOf, type Resource, type Revision } from "@slipway/model";
import { backOff, spread } from "@slipway/model/back-off.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { pages } from "#lib/pages.ts";
import { pause } from "../pause.ts";
import type { Page, Selector, Store } from "../store.ts";
import { inTurns } from "./in-turns.ts";
import type { KindCopy } from "./kind-copy.ts";

export interface Reflection<R extends Resource> {
  readonly store: Store;
  readonly kind: Kind<R>;
  readonly where: Selector | undefined;
  readonly copy: KindCopy<R>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called after each whole list. */
  listed(): void;
}

const PAGE = 500;
const BACK_OFF = { baseMs: 100, capMs: 30_000 } as const;

/**
 * Lists a kind into the copy and watches on from there until the signal aborts: a watch that ends goes on from its last
 * revision, one whose revision is compacted lists again, and a store that fails is asked again with growing pauses.
 */
export async function reflect<R extends Resource>(reflection: Reflection<R>): Promise<void> {
  const { store, kind, where, copy, log, signal } = reflection;
  /** Where to watch from; undefined means list first. */
  let revision: Revision | undefined;
  /** Rounds in a row that brought nothing; each one makes the pause before the next longer. */
  let idleRounds = 0;
  while (!signal.aborted) {
    idleRounds += 1;
    try {
      revision ??= await list(reflection);
      for await (const change of store.watch(kind, revision, signal, where)) {
        revision = change.revision;
        idleRounds = 0;
        if (change.type === "bookmark") copy.reached(revision);
        else copy.changed(change.object, { deleted: change.type === "deleted", revision });
      }
    } catch (error) {
      revision = undefined;
      if (!isExpired(error) && !signal.aborted)
        log.warn("watch failed, listing again", { kind: kind.kind, error: String(error) });
    }
    if (idleRounds > 0) await pause(reflection, spread(backOff(idleRounds - 1, BACK_OFF)));
  }
}

/** Objects come in as pages do; the copy is of one revision again when the last one is in and what is gone was dropped. */
async function list<R extends Resource>(reflection: Reflection<R>): Promise<Revision> {
  const { copy } = reflection;
  const seen = new Set<Key>();
  let revision: Revision = "";
  for await (const page of whatIs(reflection)) {
    ({ revision } = page);
    await inTurns(page.items, (object) => {
      seen.add(keyOf(object));
      copy.listed(object, page.revision);
    });
  }
  const gone = copy.keys().filter((key) => !seen.has(key));
  await inTurns(gone, (key) => copy.unlisted(key, revision));
  copy.reached(revision);
  reflection.listed();
  return revision;
}

async function* whatIs<R extends Resource>({
  store,
  kind,
  where,
  signal,
}: Reflection<R>): AsyncGenerator<Page<R>> {
  const whole = await store.snapshot?.(kind, where, signal);
  if (whole !== undefined) return yield whole;
  yield* pages((from) => store.list(kind, where, { limit: PAGE, ...from }));
}
