import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { Closers } from "../../packages/platform/src/main/common/closers.ts";
import { openCore } from "../../packages/platform/src/main/serve/core.ts";
import { openState } from "../../packages/platform/src/main/state/open-state.ts";
import { Home } from "../../test/e2e/support/home.ts";

/** Writes that share a commit. */
const AT_ONCE = 500;

/** A home that does not run yet, with these jobs in its state folder as their controller left them, or as nobody has seen them. */
export async function filledHome(jobs: Iterable<TrainingJob>): Promise<Home> {
  const root = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const closers = new Closers();
  try {
    const state = openState(root);
    closers.add(() => state.release());
    const { store } = await openCore(state, { log: silentLog, closers });
    const create = async (job: TrainingJob): Promise<void> => {
      const created = await store.create(trainingJobKind, job);
      if (job.status !== undefined)
        await store.replace(trainingJobKind, { ...created, status: job.status }, "status");
    };
    const all = [...jobs];
    for (let done = 0; done < all.length; done += AT_ONCE)
      await Promise.all(all.slice(done, done + AT_ONCE).map(create));
  } finally {
    await closers.closeAll();
  }
  return new Home(root);
}
