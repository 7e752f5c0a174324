import type { RunRecord } from "@slipway/model";
import type { CostFact, Ledger } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { isDone, isOver, type Running, recordOf } from "./run-record.ts";
import { subjectOf } from "./subject-of.ts";

/** Once the run is over, writes down what it took and says where its results are. */
export function collectOutputs<R extends Running>(
  ledger: Ledger,
  machinesOf: (object: R) => Pick<CostFact, "instanceType" | "instanceCount">,
): Step<R, "OutputsCollected"> {
  return {
    condition: "OutputsCollected",
    async run(object, turn) {
      const record = recordOf(object);
      if (!isOver(record))
        return { condition: { status: "False", reason: "Running", message: "The run is not over" } };
      const condition = { status: "True", reason: "Collected", message: whereabouts(record) } as const;
      if (isDone(object, "OutputsCollected")) return { condition };
      const started = record.entered?.downloading ?? record.entered?.running;
      const finished = record.entered?.[record.phase ?? "failed"] ?? turn.now.toISOString();
      await ledger.appendAttempt(subjectOf(object), attemptOf(record, started, finished));
      if (started !== undefined) {
        await ledger.appendCost(subjectOf(object), {
          ...machinesOf(object),
          at: new Date(finished),
          billableSeconds: Math.max(1, Math.ceil((Date.parse(finished) - Date.parse(started)) / 1_000)),
          pricePerHour: 0,
          currency: "USD",
        });
      }
      return { condition };
    },
  };
}

function attemptOf(record: RunRecord, started: string | undefined, finished: string) {
  return {
    attempt: record.attempt ?? 1,
    run: record.run ?? "",
    ...(started === undefined ? {} : { startedAt: new Date(started) }),
    finishedAt: new Date(finished),
    outcome: record.phase as "succeeded" | "failed" | "stopped",
    ...(record.failure === undefined
      ? {}
      : { failureClass: record.failure.class, message: record.failure.message }),
  };
}

function whereabouts(record: RunRecord): string {
  return record.modelUri === undefined ? "The run left no model" : `The model is at ${record.modelUri}`;
}
