import { type Key, type Kind, keyOf, type Resource } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { followKind } from "./follow-kind.ts";
import type { Selector, Store } from "./store.ts";

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
  const copy = { ...options, objects };
  const running = followKind({
    ...options,
    signal: stop.signal,
    listed: (found) => {
      replaceAll(copy, found);
      listed();
    },
    changed: (object, deleted) => put(copy, keyOf(object), deleted ? undefined : object),
  });
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

/** What was and what is: the difference between two states of the mirror, told object by object. */
function replaceAll<R extends Resource>(mirror: Copy<R>, listed: readonly R[]): void {
  const found = new Map(listed.map((object) => [keyOf(object), object]));
  for (const key of [...mirror.objects.keys()]) if (!found.has(key)) put(mirror, key, undefined);
  for (const [key, object] of found) {
    if (mirror.objects.get(key)?.metadata.resourceVersion !== object.metadata.resourceVersion)
      put(mirror, key, object);
  }
}

type Copy<R extends Resource> = Pick<MirrorOptions<R>, "changed"> & { readonly objects: Map<Key, R> };

function put<R extends Resource>(mirror: Copy<R>, key: Key, after: R | undefined): void {
  const before = mirror.objects.get(key);
  if (after === undefined) mirror.objects.delete(key);
  else mirror.objects.set(key, after);
  mirror.changed?.(before, after);
}
