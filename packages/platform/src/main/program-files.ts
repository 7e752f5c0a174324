import { fileURLToPath } from "node:url";

/** Whether this runs from the sources (Node strips the types) or from the bundle that users install. */
const fromSources = import.meta.url.endsWith(".ts");

const file = (source: string, bundled: string): URL =>
  new URL(fromSources ? source : bundled, import.meta.url);

/** Programs that are started as processes or threads of their own. */
export const PROGRAMS = {
  pod: fileURLToPath(file("./pod.ts", "./pod.js")),
  server: fileURLToPath(file("./server.ts", "./server.js")),
  copyDatabase: file("./copy-database.ts", "./copy-database.js"),
  ledgerWorker: file("../ledger/sqlite/worker.ts", "./ledger-worker.js"),
  metricWorker: file("../metrics/thread/worker.ts", "./metric-worker.js"),
} as const;

/** The folder that holds package.json and examples/. */
export const PACKAGE_FOLDER = fileURLToPath(file("../../", "../"));
