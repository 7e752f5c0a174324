import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { outcomeOf } from "@slipway/model/kinds/schedule/index.ts";
import { bySlot, slotRuns, withRetries } from "#runs/slot-runs.ts";
import type { Cached } from "#store/cache.ts";

/** How the runs of a backfill stand, those counted that have gone on from a failure. */
export interface Standing {
  /** Those that it has made and that go on. */
  readonly running: readonly FlowRun[];
  readonly active: number;
  readonly succeeded: number;
  readonly failed: number;
  /** The oldest that failed. */
  readonly firstFailed?: FlowRun;
}

export function standingOf(runs: Cached<FlowRun>, uid: string): Standing {
  const running = runs.by(bySlot, slotRuns.by(uid, "active"));
  const succeeded = runs.by(bySlot, slotRuns.by(uid, "succeeded")).length;
  const failed = runs
    .by(bySlot, slotRuns.by(uid, "failed"))
    .map((run) => ({ run, outcome: outcomeOf(withRetries(runs, [run])) }));
  const count = (wanted: string) => failed.filter(({ outcome }) => outcome === wanted).length;
  const firstFailed = failed.find(({ outcome }) => outcome === "Failed")?.run;
  return {
    running,
    active: running.length + count("Active"),
    succeeded: succeeded + count("Succeeded"),
    failed: count("Failed"),
    ...(firstFailed === undefined ? {} : { firstFailed }),
  };
}
