import type { Finalizer } from "#reconcile/reconciler.ts";
import type { Runs } from "#runtimes/runs.ts";
import { tryName } from "./retry.ts";
import { type Running, recordOf, runRef } from "./run-record.ts";

/** Ends and removes the object's run before the object may go. */
export function stopRun<R extends Running>(
  runs: Runs,
  name: string,
  runName: (object: R) => string,
): Finalizer<R> {
  return {
    name,
    async cleanUp(object, turn) {
      const record = recordOf(object);
      const removal = await runs.remove(
        runRef(object, record.run ?? tryName(runName(object), record.attempt)),
        turn.signal,
      );
      return removal === "gone" ? "gone" : { recheckAfterMs: 500 };
    },
  };
}
