/** The thread that tries metric expressions, so that one that takes for ever can be ended. */
import { parentPort, workerData } from "node:worker_threads";
import type { Slice, WorkerData } from "./messages.ts";
import { Progress } from "./progress.ts";
import { readSlice } from "./read-slice.ts";

const progress = new Progress((workerData as WorkerData).progress);
parentPort?.on("message", (slice: Slice) => parentPort?.postMessage(readSlice(slice, progress)));
progress.moved();
