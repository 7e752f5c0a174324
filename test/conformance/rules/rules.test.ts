import { CRDS } from "@slipway/model/kinds/crds.ts";
import { afterAll, beforeAll, describe, test } from "vitest";
import {
  openTestDoor,
  type TestDoor,
  TOKENS,
} from "../../../packages/platform/src/api/kubernetes/testing/test-door.ts";
import type { ApiServer } from "../../../packages/platform/src/embedded/apiserver/api-server.ts";
import { createApiServer } from "../../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { createStorage } from "../../../packages/platform/src/embedded/storage/create-storage.ts";
import type { Storage } from "../../../packages/platform/src/embedded/storage/storage.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "../../../packages/platform/src/lib/clock.ts";
import { silentLog } from "../../../packages/platform/src/lib/log.ts";
import { createEmbeddedStore } from "../../../packages/platform/src/store/embedded/create-embedded-store.ts";
import { apiServerDriver, CALLERS, newNamespace } from "./api-server-driver.ts";
import { RULES } from "./cases.ts";
import type { Driver } from "./driver.ts";
import { httpDriver } from "./http-driver.ts";
import { missing, runCase } from "./run-case.ts";
import { storeDriver } from "./store-driver.ts";
import { toyCrd } from "./toy-kind.ts";

let storage: Storage;
let server: ApiServer;
let door: TestDoor;

beforeAll(async () => {
  storage = createStorage({ file: ":memory:", clock: systemClock });
  server = await createApiServer({
    storage,
    definitions: [toyCrd, ...CRDS],
    tokens: TOKENS,
    clock: systemClock,
    log: silentLog,
  });
  door = await openTestDoor({ server, ledger: createMemoryLedger(), clock: systemClock });
});
afterAll(async () => {
  await door.close();
  storage.close();
});

const DOORS: Readonly<Record<string, () => Driver>> = {
  "the API server": () => apiServerDriver(server),
  "the store seam": () => storeDriver(createEmbeddedStore(server, CALLERS.admin), () => newNamespace(server)),
  "the Kubernetes door": () =>
    httpDriver({
      send: (method, path, sent) => door.send(method, path, sent),
      tokens: { admin: "admin", viewer: "viewer", nobody: "alice" },
    }),
};

for (const [name, makeDriver] of Object.entries(DOORS)) {
  for (const [area, cases] of Object.entries(RULES)) {
    describe(`${name}: ${area}`, () => {
      for (const one of cases) {
        test(one.title, async (context) => {
          const driver = makeDriver();
          const lacks = missing(one, driver);
          if (lacks.length > 0) context.skip(`${name} cannot be asked for: ${lacks.join(", ")}`);
          await runCase(one, driver);
        });
      }
    });
  }
}
