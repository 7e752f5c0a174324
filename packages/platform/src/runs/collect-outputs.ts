import { defined, type RunRecord } from "@slipway/model";
import { type Attempt, appendAttempt } from "#ledger/attempts.ts";
import { appendCost, type CostFact, type Price } from "#ledger/costs.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import { findNodePool, type PoolPlaces } from "#runtimes/node-pools.ts";
import { dateOf, isDone, isOver, type Running, recordOf, startOf, storedAs } from "./run-record.ts";
import { subjectOf } from "./subject-of.ts";

/** Machines that a run had, and the seconds of them that are billed where the machinery has told them. */
export type MachineTime = Pick<CostFact, "instanceType" | "instanceCount"> &
  Partial<Pick<CostFact, "billableSeconds">>;

/** Once the run is over, writes down what it took and says where its results are. What never began took nothing. */
export function collectOutputs<R extends Running>(
  ledger: Ledger,
  machinesOf: (object: R) => MachineTime,
): Step<R, "OutputsCollected"> {
  return {
    condition: "OutputsCollected",
    async run(object, turn) {
      const record = recordOf(object);
      if (!isOver(record))
        return { condition: { status: "False", reason: "Running", message: "The run is not over" } };
      const condition = { status: "True", reason: "Collected", message: whereabouts(record) } as const;
      const { run, phase = "failed" } = record;
      if (run === undefined || isDone(object, "OutputsCollected")) return { condition };
      const started = dateOf(startOf(record));
      const finished = dateOf(record.entered?.[phase]) ?? turn.now;
      const subject = subjectOf(object);
      await appendAttempt(ledger, subject, attemptOf({ ...record, run }, started, finished));
      if (started === undefined) return { condition };
      const machines = machinesOf(object);
      const price = await priceOf(turn, machines.instanceType);
      await appendCost(ledger, subject, {
        billableSeconds: Math.max(1, Math.ceil((finished.getTime() - started.getTime()) / 1_000)),
        ...machines,
        at: finished,
        ...defined({ price }),
      });
      return { condition };
    },
  };
}

function attemptOf(
  record: RunRecord & { readonly run: string },
  startedAt: Date | undefined,
  finishedAt: Date,
): Attempt {
  const { attempt = 1, run, phase, failure } = record;
  return {
    attempt,
    run,
    finishedAt,
    outcome: phase as "succeeded" | "failed" | "stopped",
    ...defined({ startedAt, failureClass: failure?.class, message: failure?.message }),
  };
}

async function priceOf(pools: PoolPlaces, instanceType: string): Promise<Price | undefined> {
  const price = (await findNodePool(pools, { instanceType }))?.spec.price;
  return price === undefined ? undefined : { currency: "USD", ...price };
}

function whereabouts(record: RunRecord): string {
  const model = storedAs(record, "model");
  return model === undefined ? "The run left no model" : `The model is at ${model}`;
}
