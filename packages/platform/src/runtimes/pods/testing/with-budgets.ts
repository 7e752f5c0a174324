import type { Resource } from "@slipway/model";
import { podDisruptionBudgetKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";

/** The store, with the kind that a cluster has and the embedded home does not. */
export function withBudgets(store: Store): {
  readonly store: Store;
  /** By their names. */
  readonly budgets: ReadonlyMap<string, Resource>;
} {
  const budgets = new Map<string, Resource>();
  const given: Store = {
    ...{ get: store.get.bind(store), list: store.list.bind(store), watch: store.watch.bind(store) },
    ...{ create: store.create.bind(store), replace: store.replace.bind(store), as: store.as.bind(store) },
    apply: async (kind, object, by) => {
      if (kind.plural !== podDisruptionBudgetKind.plural) return store.apply(kind, object, by);
      budgets.set(object.metadata.name, object as Resource);
      return object as never;
    },
    remove: async (kind, key, options) => {
      if (kind.plural !== podDisruptionBudgetKind.plural) return store.remove(kind, key, options);
      budgets.delete(key.split("/")[1] ?? "");
    },
  };
  return { store: given, budgets };
}
