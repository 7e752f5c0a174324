import { type Key, type Kind, keyOf, type Resource } from "@slipway/model";
import type { Part, Store } from "../store.ts";

export interface Write {
  readonly verb: "create" | "replace" | "apply" | "remove";
  readonly kind: string;
  readonly key: Key;
  readonly part?: Part;
}

/** A store that tells of every write before it is made; a listener that throws stops it there. */
export function watchedStore(store: Store, onWrite: (write: Write) => void | Promise<void>): Store {
  return {
    ...store,
    get: (kind, key) => store.get(kind, key),
    list: (kind, where, page) => store.list(kind, where, page),
    watch: (kind, from, signal, where) => store.watch(kind, from, signal, where),
    create: async (kind, object) => {
      await onWrite({ verb: "create", kind: kind.kind, key: keyOf(object) });
      return store.create(kind, object);
    },
    replace: async (kind, object, part) => {
      await onWrite({ verb: "replace", kind: kind.kind, key: keyOf(object), part });
      return store.replace(kind, object, part);
    },
    apply: async (kind, object, by) => {
      await onWrite({ verb: "apply", kind: kind.kind, key: keyOf(object as Resource) });
      return store.apply(kind, object, by);
    },
    remove: async (kind: Kind, key, options) => {
      await onWrite({ verb: "remove", kind: kind.kind, key });
      return store.remove(kind, key, options);
    },
    as: (caller) => watchedStore(store.as(caller), onWrite),
  };
}
