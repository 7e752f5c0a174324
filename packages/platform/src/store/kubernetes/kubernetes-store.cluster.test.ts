import { randomUUID } from "node:crypto";
import type { Kind, Resource } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import { systemClock } from "#lib/clock.ts";
import { connectKubeconfig } from "#lib/kubernetes/connect.ts";
import { silentLog } from "#lib/log.ts";
import { cacheContract } from "../cache.contract.ts";
import { storeContract } from "../store.contract.ts";
import { toyCrd } from "../testing/toy.ts";
import { createKubernetesStore } from "./create-kubernetes-store.ts";

const crdKind: Kind<Resource> = {
  group: "apiextensions.k8s.io",
  version: "v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  namespaced: false,
};

const openHarness = async () => {
  const client = await connectKubeconfig(process.env["SLIPWAY_TEST_KUBECONFIG"] ?? "", { userAgent: "test" });
  const store = createKubernetesStore({ client, clock: systemClock, log: silentLog });
  await store.apply(crdKind, toyCrd as Resource, { manager: "test", force: true });
  await established(store);
  const made: string[] = [];
  return {
    store,
    stranger: { user: "somebody", groups: [] },
    namespace: async () => {
      const name = `contract-${randomUUID().slice(0, 8)}`;
      await store.create<Namespace>(namespaceKind, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name },
      });
      made.push(name);
      return name;
    },
    close: async () => {
      for (const name of made) await store.remove(namespaceKind, `/${name}`);
      await client.close();
    },
  };
};

storeContract("a real API server's store", openHarness);
cacheContract("a cache over a real API server", openHarness);

async function established(store: ReturnType<typeof createKubernetesStore>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const crd = await store.get(crdKind, `/${toyCrd.metadata.name}`);
    const { conditions } = (crd?.status ?? {}) as {
      readonly conditions?: readonly { readonly type: string; readonly status: string }[] | null;
    };
    if (conditions?.some(({ type, status }) => type === "Established" && status === "True")) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the definition of Toy is not established");
}
