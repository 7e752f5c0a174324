/** A thread that stands still whenever it is given more than one definition, as on a machine that is busy elsewhere. */
import { parentPort, workerData } from "node:worker_threads";
import type { Slice, WorkerData } from "../messages.ts";
import { Progress } from "../progress.ts";
import { readSlice } from "../read-slice.ts";

const progress = new Progress((workerData as WorkerData).progress);
parentPort?.on("message", (slice: Slice) => {
  progress.move(0, 1);
  if (slice.definitions.length > 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
  parentPort?.postMessage(readSlice(slice, progress));
});
progress.moved();
