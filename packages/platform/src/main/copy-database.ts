/** A thread that copies a database while others use it: copying much takes long, and nothing else waits for it. */
import { workerData } from "node:worker_threads";
import { openDatabase } from "#lib/sqlite.ts";

export interface CopyDatabaseData {
  readonly from: string;
  readonly to: string;
}

const { from, to } = workerData as CopyDatabaseData;
const database = openDatabase(from, { mode: "relaxed" });
try {
  database.copyTo(to);
} finally {
  database.close();
}
