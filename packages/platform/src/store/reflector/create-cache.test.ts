import { namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import { systemClock } from "#lib/clock.ts";
import { cacheContract } from "../cache.contract.ts";
import { createMemoryStore } from "../testing/memory-store.ts";
import { toyCrd } from "../testing/toy.ts";

cacheContract("a cache over the embedded store", async () => {
  const { store, close } = await createMemoryStore({ clock: systemClock, definitions: [toyCrd] });
  return {
    store,
    namespace: async () => {
      await store.create(namespaceKind, { apiVersion: "v1", kind: "Namespace", metadata: { name: "toys" } });
      return "toys";
    },
    close,
  };
});
