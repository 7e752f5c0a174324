/** A node agent over a store and a ledger on disk, as a process that tests kill: `agent-process.ts STATE-DIR [OPTIONS-AS-JSON]`. */
import { join } from "node:path";
import { MASTERS } from "@slipway/model";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { createSqliteLedger } from "#ledger/sqlite/create-sqlite-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { createEmbeddedStore } from "#store/embedded/create-embedded-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import { createNodeAgent, type NodeAgentOptions } from "../create-node-agent.ts";
import { images, imagesOfAll } from "./images.ts";

const given = JSON.parse(process.argv[3] ?? "{}") as Partial<NodeAgentOptions>;
const stateDir = process.argv[2] ?? "";
const clock = systemClock;
const storage = createStorage({ file: join(stateDir, "objects.sqlite"), clock });
const server = await createApiServer({ storage, definitions: [], tokens: [], clock, log: silentLog });
const ledger = await createSqliteLedger({ path: join(stateDir, "ledger.sqlite"), log: silentLog });
const store = createEmbeddedStore(server, { user: "system:slipway", groups: [MASTERS] });
const agent = createNodeAgent({
  store,
  cache: createCache({ store, clock: systemClock, log: silentLog }),
  ledger,
  images: given.containers === undefined ? images : imagesOfAll,
  stateDir,
  node: { name: "slipway" },
  log: silentLog,
  clock,
  ...given,
});
await agent.start();
process.stdout.write("ready\n");
setInterval(() => {}, 60_000);
