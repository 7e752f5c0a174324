import { closeSync, openSync, writeSync } from "node:fs";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { isPassing } from "#artifacts/s3/s3-failure.ts";
import { layOut } from "#sidecar/lay-out.ts";
import { readRunPlan } from "#sidecar/read-run-plan.ts";
import { report, sidecarFailure } from "#sidecar/sidecar-failure.ts";
import type { Source } from "#sidecar/source.ts";
import { storeContinuous, storeResults } from "#sidecar/store-results.ts";
import { SyncMemory } from "#sidecar/sync/sync-memory.ts";
import { syncPass } from "#sidecar/sync/sync-pass.ts";
import { giveAway } from "./give-away.ts";
import type { MoveOrder } from "./mover.ts";

/** Does what the sidecar's program does, by its plan and its rules, for a pod from outside of it. Returns the exit code. */
export async function carryOut(order: MoveOrder, artifacts: Artifacts, signal: AbortSignal): Promise<number> {
  const log = openSync(order.log, "a", 0o600);
  const say = (line: string): void => {
    // On a full disk the log is lost, and the move goes on.
    try {
      writeSync(log, `${line}\n`);
    } catch {}
  };
  try {
    await move(order, { artifacts, isPassing, say, signal });
    return 0;
  } catch (error) {
    if (!signal.aborted) await report(sidecarFailure(error), order.terminationLog, say);
    return 1;
  } finally {
    closeSync(log);
  }
}

async function move(
  order: MoveOrder,
  how: Source & { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  const { what, ml, owner, terminationLog } = order;
  const plan = await readRunPlan(order.plan);
  if (what !== "fetch") {
    const memory = new SyncMemory(order.memory);
    if (what === "sync") return void (await syncPass(plan, { ...how, ml, memory }));
    if (what === "keep") return storeContinuous(plan, { ...how, ml, memory });
    return storeResults(plan, { ...how, ml, memory, terminationLog });
  }
  await layOut(plan, { ml, source: async () => how, say: how.say });
  if (owner !== undefined) await giveAway(ml, owner);
}
