import type { Kind } from "@slipway/model";
import type { Store } from "../store.ts";

type Verb = "get" | "list" | "watch" | "create" | "replace" | "apply" | "remove";

/** A store that notes what it is asked, as `verb Kind`: on a real API server each but a watch is one request. */
export interface CountedStore {
  readonly store: Store;
  readonly asked: string[];
  /** How often since the last time this was asked. */
  take(): Readonly<Record<string, number>>;
}

export function countedStore(store: Store): CountedStore {
  const asked: string[] = [];
  return {
    store: counted(store, (verb, { kind }) => asked.push(`${verb} ${kind}`)),
    asked,
    take: () => {
      const counts: Record<string, number> = {};
      for (const one of asked.splice(0)) counts[one] = (counts[one] ?? 0) + 1;
      return counts;
    },
  };
}

function counted(store: Store, note: (verb: Verb, kind: Kind) => void): Store {
  const noted =
    <A extends readonly unknown[], T>(verb: Verb, work: (kind: never, ...rest: A) => T) =>
    (kind: Kind, ...rest: A): T => {
      note(verb, kind);
      return work(kind as never, ...rest);
    };
  return {
    get: noted("get", store.get.bind(store)),
    list: noted("list", store.list.bind(store)),
    watch: noted("watch", store.watch.bind(store)),
    create: noted("create", store.create.bind(store)),
    replace: noted("replace", store.replace.bind(store)),
    apply: noted("apply", store.apply.bind(store)),
    remove: noted("remove", store.remove.bind(store)),
    as: (caller) => counted(store.as(caller), note),
  } as Store;
}
