import { isConflict, isNotFound, type Key, type Kind, keyOf, type Resource } from "@slipway/model";
import type { Cache, Cached, Index } from "./cache.ts";
import { covers, selects } from "./selection.ts";
import type { Page, Selector, Store } from "./store.ts";

/**
 * A store that reads from the cache what is kept there and asks the server for the rest. A read may be behind by as long
 * as a watch takes, but it always shows what was written through this store; a write to what is behind is a Conflict, as
 * ever, and after it the read is no longer behind: who reads and writes again gets on. That an object is gone is never
 * taken from the cache. Lists in pages and watches are the server's.
 */
export function cachedStore(store: Store, cache: Cache): Store {
  return {
    ...writing(store, cache),
    get: (kind, key) => get({ store, cached: cache.now(kind) }, kind, key),
    list: async (kind, where, page) => {
      const cached = page === undefined ? cache.now(kind) : undefined;
      if (cached === undefined || !covers(cached.where, where)) return store.list(kind, where, page);
      return list({ store, cached }, kind, where);
    },
  };
}

/** The same store, whose writes the cache sees at once; reads are the server's. */
function writing(store: Store, cache: Cache): Store {
  const note = async <R extends Resource>(kind: Kind<R>, written: Promise<R>): Promise<R> => {
    const object = await written;
    cache.now(kind)?.put(object);
    // The last finalizer taken away is a removal, which the answer does not tell.
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) cache.now(kind)?.doubt(keyOf(object));
    return object;
  };
  return {
    get: (kind, key) => store.get(kind, key),
    list: (kind, where, page) => store.list(kind, where, page),
    watch: (kind, from, signal, where) => store.watch(kind, from, signal, where),
    ...(store.snapshot === undefined ? {} : { snapshot: store.snapshot.bind(store) }),
    create: (kind, object) => note(kind, store.create(kind, object)),
    replace: async (kind, object, part) => {
      try {
        return await note(kind, store.replace(kind, object, part));
      } catch (error) {
        if (isConflict(error)) await refresh({ store, cached: cache.now(kind) }, kind, keyOf(object));
        throw error;
      }
    },
    apply: (kind, object, by) => note(kind, store.apply(kind, object, by)),
    remove: async (kind, key, options) => {
      try {
        await store.remove(kind, key, options);
        cache.now(kind)?.doubt(key);
      } catch (error) {
        if (isNotFound(error)) cache.now(kind)?.doubt(key);
        throw error;
      }
    },
    as: (caller) => writing(store.as(caller), cache),
  };
}

interface Reading<R extends Resource> {
  readonly store: Store;
  readonly cached: Cached<R> | undefined;
}

async function get<R extends Resource>(
  { store, cached }: Reading<R>,
  kind: Kind<R>,
  key: Key,
): Promise<R | undefined> {
  const held = cached?.get(key);
  if (held !== undefined && cached?.isDoubtful(key) !== true) return held;
  const found = await store.get(kind, key);
  if (found !== undefined) cached?.put(found);
  return found;
}

/** Takes over what a write was refused for. Where that cannot be read either the watch brings it, later. */
async function refresh<R extends Resource>(
  { store, cached }: Reading<R>,
  kind: Kind<R>,
  key: Key,
): Promise<void> {
  const found = await store.get(kind, key).catch(() => undefined);
  if (found !== undefined) cached?.put(found);
}

async function list<R extends Resource>(
  { store, cached }: { readonly store: Store; readonly cached: Cached<R> },
  kind: Kind<R>,
  where: Selector | undefined,
): Promise<Page<R>> {
  const items: R[] = [];
  for (const object of candidates(cached, where)) {
    if (!selects(where, object)) continue;
    const key = keyOf(object);
    const current = cached.isDoubtful(key) ? await get({ store, cached }, kind, key) : object;
    if (current !== undefined) items.push(current);
  }
  return { items, revision: cached.revision };
}

/** In the order of a server's list: by namespace and name. */
function candidates<R extends Resource>(cached: Cached<R>, where: Selector | undefined): readonly R[] {
  const namespace = where?.namespace ?? "";
  // What all that is kept has tells nothing apart.
  const tells = (label: string): boolean =>
    OWN_LABELS.test(label) && cached.where?.labels?.[label] === undefined;
  const [label, value] = Object.entries(where?.labels ?? {}).find(([name]) => tells(name)) ?? [];
  if (label === undefined) return cached.by(BY_NAMESPACE, namespace);
  return cached.by(byLabel(label), `${namespace}/${value}`);
}

const BY_NAMESPACE: Index<Resource> = {
  name: "namespace",
  values: ({ metadata }) => new Set(["", metadata.namespace ?? ""]),
};

/** Labels that the code itself selects by: a handful, so that each is worth an index. */
const OWN_LABELS = /^(slipway\.dev|kubernetes\.io)\//;

const labelIndexes = new Map<string, Index<Resource>>();

function byLabel(label: string): Index<Resource> {
  const index = labelIndexes.get(label) ?? {
    name: `label ${label}`,
    values: ({ metadata: { labels, namespace = "" } }) =>
      labels?.[label] === undefined ? [] : new Set([`/${labels[label]}`, `${namespace}/${labels[label]}`]),
  };
  labelIndexes.set(label, index);
  return index;
}
