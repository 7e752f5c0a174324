import { isExpired, type Key, type Kind, keyOf, type Resource, type Revision } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Change, Selector, Store } from "./store.ts";

/** A copy of all objects of one kind, kept current by a watch: reads cost nothing and may lag by milliseconds. */
export interface Mirror<R extends Resource> {
  /** Resolves once the first list is in. */
  readonly synced: Promise<void>;
  get(key: Key): R | undefined;
  values(): Iterable<R>;
  close(): Promise<void>;
}

export interface MirrorOptions<R extends Resource> {
  readonly store: Store;
  readonly kind: Kind<R>;
  readonly where?: Selector;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each change with what was there and what is there now; must not throw. */
  readonly changed?: (before: R | undefined, after: R | undefined) => void;
}

const PAGE = 500;
const BACKOFF = { baseMs: 100, capMs: 30_000 } as const;

/**
 * Lists, then watches; lists again when the revision is compacted or the watch fails. A failing store is asked again
 * with growing pauses, and what is mirrored stays readable meanwhile.
 */
export function startMirror<R extends Resource>(options: MirrorOptions<R>): Mirror<R> {
  const stop = new AbortController();
  const objects = new Map<Key, R>();
  let listed = () => {};
  const synced = new Promise<void>((resolve) => {
    listed = resolve;
  });
  const running = follow({ ...options, objects, signal: stop.signal, listed });
  return {
    synced,
    get: (key) => objects.get(key),
    values: () => objects.values(),
    close: async () => {
      stop.abort();
      await running;
    },
  };
}

interface Following<R extends Resource> extends MirrorOptions<R> {
  readonly objects: Map<Key, R>;
  readonly signal: AbortSignal;
  readonly listed: () => void;
}

async function follow<R extends Resource>(mirror: Following<R>): Promise<void> {
  /** Where to watch from; undefined means list first. */
  let revision: Revision | undefined;
  /** Rounds in a row that brought nothing; each one makes the pause before the next longer. */
  let idleRounds = 0;
  while (!mirror.signal.aborted) {
    idleRounds += 1;
    try {
      revision ??= await relist(mirror);
      mirror.listed();
      for await (const change of mirror.store.watch(mirror.kind, revision, mirror.signal, mirror.where)) {
        revision = take(mirror, change);
        idleRounds = 0;
      }
    } catch (error) {
      revision = undefined;
      if (!isExpired(error)) {
        mirror.log.warn("watch failed, listing again", { kind: mirror.kind.kind, error });
      }
    }
    await pause(mirror, idleRounds);
  }
}

function take<R extends Resource>(mirror: Following<R>, change: Change<R>): Revision {
  if (change.type !== "bookmark") {
    put(mirror, keyOf(change.object), change.type === "deleted" ? undefined : change.object);
  }
  return change.revision;
}

async function relist<R extends Resource>(mirror: Following<R>): Promise<Revision> {
  const found = new Map<Key, R>();
  let after: string | undefined;
  for (;;) {
    const page = await mirror.store.list(mirror.kind, mirror.where, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const object of page.items) found.set(keyOf(object), object);
    if (page.next === undefined) {
      replaceAll(mirror, found);
      return page.revision;
    }
    after = page.next;
  }
}

function replaceAll<R extends Resource>(mirror: Following<R>, found: ReadonlyMap<Key, R>): void {
  for (const key of [...mirror.objects.keys()]) if (!found.has(key)) put(mirror, key, undefined);
  for (const [key, object] of found) {
    const before = mirror.objects.get(key);
    if (before === undefined || before.metadata.resourceVersion !== object.metadata.resourceVersion) {
      put(mirror, key, object);
    }
  }
}

function put<R extends Resource>(mirror: Following<R>, key: Key, after: R | undefined): void {
  const before = mirror.objects.get(key);
  if (after === undefined) mirror.objects.delete(key);
  else mirror.objects.set(key, after);
  mirror.changed?.(before, after);
}

/** Half to all of a doubling time, so that many mirrors do not come back at once. */
function pause(mirror: Pick<Following<Resource>, "clock" | "signal">, rounds: number): Promise<void> {
  if (rounds === 0 || mirror.signal.aborted) return Promise.resolve();
  const most = Math.min(BACKOFF.capMs, BACKOFF.baseMs * 2 ** Math.min(rounds - 1, 16));
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      mirror.signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = mirror.clock.after(most * (0.5 + Math.random() / 2), done);
    mirror.signal.addEventListener("abort", done);
  });
}
