import { bucketOf } from "@slipway/model/kinds/flow-run/place.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { awaited } from "#runs/awaited.ts";
import { orRefuse } from "#runs/or-refuse.ts";
import type { RunRef, RunState, Runs } from "#runtimes/runs.ts";
import { noteProgram } from "../costs/program-cost.ts";
import { Buckets } from "../data/have-bucket.ts";
import { givenBy, keepsSomething } from "../data/step-outputs.ts";
import { bodyOf, stepRunSpec } from "../step-run.ts";
import type { StepWork, Try, TryState } from "./step-work.ts";

/** Programs, on whatever machinery carries the run. */
export function programs({
  runs,
  artifacts,
  ledger,
}: {
  readonly runs: Runs;
  readonly artifacts: Artifacts;
  readonly ledger: Ledger;
}): StepWork {
  const buckets = new Buckets(artifacts);
  return {
    async begin({ run, going, turn }) {
      const waits = keepsSomething(bodyOf(going)) ? await buckets.have(bucketOf(run)) : undefined;
      if (waits !== undefined) return waits;
      const begun = orRefuse(async () => runs.start(stepRunSpec(run, going), turn.signal));
      return (await begun.catch(awaited)) ?? undefined;
    },
    async look(one) {
      const state = await runs.observe(refOf(one), one.turn.signal);
      await noteProgram(ledger, one, state);
      return stateOf(one, state);
    },
    async stop(one) {
      await runs.stop(refOf(one), one.turn.signal);
      return "stopping";
    },
    remove: (one) => runs.remove(refOf(one), one.turn.signal),
  };
}

const refOf = ({ run, going }: Try): RunRef => ({
  name: going.name,
  namespace: run.metadata.namespace ?? "",
  owner: run,
});

function stateOf({ going }: Try, { phase, message, failure, results, lookAgainMs }: RunState): TryState {
  switch (phase) {
    case "succeeded": {
      const gives = givenBy(bodyOf(going), results);
      if (!("missing" in gives)) return { phase, gives };
      return { phase: "failed", failure: { class: "user-code", message: gives.missing } };
    }
    case "stopped":
      return { phase, message };
    case "failed":
      return { phase, failure: failure ?? { class: "internal", message } };
    // What left no trace was taken away by somebody, as when its machine is lost.
    case "gone":
      return { phase: "failed", failure: { class: "node-lost", message } };
    default:
      return { phase: "going", ...(lookAgainMs === undefined ? {} : { lookAgainMs }) };
  }
}
