/** The thread that holds the ledger's file, so that writing to the disk never holds up the server. */
import { parentPort, workerData } from "node:worker_threads";
import type { Engine } from "../operations.ts";
import { LedgerDatabase } from "./ledger-database.ts";
import { ledgerError } from "./ledger-error.ts";
import { localEngine } from "./local-engine.ts";
import { type Answer, plain, type Request, type WorkerData } from "./messages.ts";

const COMMIT_EVERY_MS = 20;

const answer = (message: Answer): void => parentPort?.postMessage(message);

async function serve(engine: Engine, request: Request): Promise<void> {
  const { id } = request;
  try {
    const value =
      request.name === "close"
        ? await engine.close()
        : await (engine.call as (...args: unknown[]) => Promise<unknown>)(request.name, ...request.args);
    answer({ id, value });
  } catch (error) {
    answer({ id, error: plain(ledgerError(error, path)) });
  }
  if (request.name === "close") parentPort?.close();
}

const { path } = workerData as WorkerData;
try {
  const engine = localEngine(new LedgerDatabase(path), { commitEveryMs: COMMIT_EVERY_MS });
  parentPort?.on("message", (request: Request) => void serve(engine, request));
  answer({ id: 0, value: undefined });
} catch (error) {
  answer({ id: 0, error: plain(ledgerError(error, path)) });
}
