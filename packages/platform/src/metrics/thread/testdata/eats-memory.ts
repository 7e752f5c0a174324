/** A thread that takes all the memory it can get at the first definition it is asked to try. */
import { parentPort, workerData } from "node:worker_threads";
import type { WorkerData } from "../messages.ts";
import { Progress } from "../progress.ts";

const progress = new Progress((workerData as WorkerData).progress);
parentPort?.on("message", () => {
  const eaten: unknown[] = [];
  for (;;) {
    progress.move(0, 0);
    eaten.push(new Array(10_000).fill(eaten.length));
  }
});
progress.moved();
