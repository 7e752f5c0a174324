import { MASTERS } from "@slipway/model";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { type StoreHarness, storeContract } from "../store.contract.ts";
import { toyCrd } from "../testing/toy.ts";
import { createEmbeddedStore } from "./create-embedded-store.ts";

async function embeddedHarness(): Promise<StoreHarness> {
  const storage = createStorage({ file: ":memory:", clock: systemClock });
  const server = await createApiServer({
    storage,
    definitions: [toyCrd],
    tokens: [],
    clock: systemClock,
    log: silentLog,
  });
  const admin = { user: "admin", groups: [MASTERS] };
  const namespaces = server.resources.find({ group: "", version: "v1", plural: "namespaces" });
  if (namespaces === undefined) throw new Error("namespaces are not served");
  let count = 0;
  return {
    store: createEmbeddedStore(server, admin),
    stranger: { user: "stranger", groups: [] },
    namespace: async () => {
      const name = `contract-${++count}`;
      await server.create(admin, { resource: namespaces }, { metadata: { name } });
      return name;
    },
    forgottenRevision: async () => {
      storage.compact(storage.head);
      return "1";
    },
    close: async () => storage.close(),
  };
}

storeContract("the embedded store", embeddedHarness);
