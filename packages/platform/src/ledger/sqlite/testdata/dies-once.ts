/** A ledger's thread that ends at its first request, the first time it runs in a folder. */
import { existsSync, writeFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const mark = `${(workerData as { path: string }).path}.died`;
parentPort?.on("message", () => {
  if (existsSync(mark)) return;
  writeFileSync(mark, "");
  process.exit(1);
});
await import("../worker.ts");
