/** A ledger's thread that ends whenever it is given a line that says "die". */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", (message) => {
  if (JSON.stringify(message).includes('"text":"die"')) process.exit(1);
});
await import("../worker.ts");
