/** Forked: the embedded API server over a file, behind its door; nothing else of a home. Ends with its parent. */
import { join } from "node:path";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { systemClock } from "../../packages/lib/src/clock.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { openTestDoor, TOKENS } from "../../packages/platform/src/api/kubernetes/testing/test-door.ts";
import { createApiServer } from "../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { createStorage } from "../../packages/platform/src/embedded/storage/create-storage.ts";
import { createMemoryLedger } from "../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";

const [folder = ""] = process.argv.slice(2);
const parts = { clock: systemClock, log: silentLog };
const storage = createStorage({ file: join(folder, "objects.db"), clock: systemClock });
const server = await createApiServer({ ...parts, storage, definitions: CRDS, tokens: TOKENS });
const door = await openTestDoor({ ...parts, server, ledger: createMemoryLedger() });
process.on("disconnect", () => process.exit());
process.send?.({ url: await door.listen(), caPem: door.caPem });
