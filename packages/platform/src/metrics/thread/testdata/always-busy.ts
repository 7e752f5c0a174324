/** A thread that comes to its work late, as on a machine that is busy elsewhere. */
import { parentPort, workerData } from "node:worker_threads";
import type { Slice, WorkerData } from "../messages.ts";
import { Progress } from "../progress.ts";
import { readSlice } from "../read-slice.ts";

const LATE_MS = 700;

const progress = new Progress((workerData as WorkerData).progress);
parentPort?.on("message", (slice: Slice) => {
  progress.move(0, 0);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LATE_MS);
  parentPort?.postMessage(readSlice(slice, progress));
});
progress.moved();
