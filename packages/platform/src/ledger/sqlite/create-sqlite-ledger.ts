import type { Log } from "#lib/log.ts";
import type { Ledger } from "../ledger.ts";
import { ledgerOver } from "../ledger-over.ts";
import { WorkerEngine } from "./worker-engine.ts";

/** Beside this file: TypeScript as written, JavaScript (`ledger-worker.js`) once bundled. */
const WORKER_URL = new URL(
  import.meta.url.endsWith(".ts") ? "./worker.ts" : "./ledger-worker.js",
  import.meta.url,
);

/** Opens or creates the ledger's file, on a thread of its own. One ledger a file at a time. */
export async function createSqliteLedger(options: {
  readonly path: string;
  readonly log: Log;
  readonly workerUrl?: URL;
}): Promise<Ledger> {
  const engine = new WorkerEngine({
    path: options.path,
    log: options.log,
    workerUrl: options.workerUrl ?? WORKER_URL,
  });
  await engine.open();
  return ledgerOver(engine);
}
