/** A ledger's thread that ends whenever it is given a line that says "die". */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", ({ args = [] }: { readonly args?: readonly unknown[] }) => {
  const chunks = (Array.isArray(args[2]) ? args[2] : []) as readonly { readonly bytes: Uint8Array }[];
  if (chunks.some(({ bytes }) => Buffer.from(bytes).includes("die"))) process.exit(1);
});
await import("../worker.ts");
