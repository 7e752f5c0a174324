import type { Finalizer, Turn } from "#reconcile/reconciler.ts";
import type { Runs } from "#runtimes/runs.ts";
import { lossAsEnd, tryName } from "./retry.ts";
import { isOver, type Running, recordOf, runRef } from "./run-record.ts";
import type { Tries } from "./tries.ts";

/** Ends and removes the object's run before the object may go, and writes down what it took; one that is kept goes on where it is. */
export function stopRun<R extends Running>(parts: {
  readonly runs: Runs;
  readonly tries: Tries<R>;
  /** The finalizer's. */
  readonly name: string;
  readonly runName: (object: R) => string;
  /** Told the object last, before it goes; not where its run goes on. Doing it again changes nothing. */
  keep(object: R, turn: Turn): Promise<void>;
}): Finalizer<R> {
  const { runs, tries, name, runName } = parts;
  return {
    name,
    async cleanUp(object, turn) {
      const record = recordOf(object);
      const run = record.run ?? tryName(runName(object), record.attempt);
      const removal = await runs.remove(runRef(object, run), turn.signal);
      if (removal === "going") return { recheckAfterMs: 500 };
      if (removal !== "gone" || record.run === undefined) return "gone";
      await tellEnd(object, tries, turn);
      await parts.keep(object, turn);
      return "gone";
    },
  };
}

async function tellEnd<R extends Running>(object: R, tries: Tries<R>, turn: Turn): Promise<void> {
  const record = recordOf(object);
  if (isOver(record)) return tries.over(object, turn);
  const message = `The ${object.kind} was deleted before its run ended`;
  const deleted = { outcome: "stopped", finishedAt: turn.now, message } as const;
  await tries.ended(object, record.clearing === undefined ? deleted : lossAsEnd(record.clearing), turn);
}
