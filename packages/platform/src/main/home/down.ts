import { rmSync } from "node:fs";
import { askToLeave } from "../data-plane/ask-to-leave.ts";
import type { Layout } from "../state/layout.ts";
import { readRunning } from "../state/running.ts";
import { socketPath } from "../state/socket-path.ts";
import { control } from "./control.ts";
import { endProcess, waitForEnd } from "./stop.ts";

/** Ends the home that runs on the folder and waits until it is gone; false when none does. What a killed one left is ended too. */
export async function down(layout: Layout, options: { readonly jobs: boolean }): Promise<boolean> {
  const running = await readRunning(layout.running);
  if (running === undefined) {
    await askToLeave(socketPath(layout.dataPlane));
    // Those that have left end by it.
    rmSync(socketPath(layout.aws), { force: true });
    return false;
  }
  try {
    (await control(layout, "POST", options.jobs ? "/down?jobs" : "/down")).resume();
  } catch {
    // One that does not answer, or not yet, is asked by the system instead.
    await endProcess(running);
    return true;
  }
  await waitForEnd(running);
  return true;
}
