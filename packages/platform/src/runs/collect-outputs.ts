import type { RunRecord } from "@slipway/model";
import type { Step } from "#reconcile/in-steps.ts";
import { isOver, type Running, recordOf } from "./run-record.ts";
import type { Tries } from "./tries.ts";

/** Once the run is over, writes down what it took and says where its results are. */
export function collectOutputs<R extends Running>(
  tries: Tries<R>,
  whereabouts: (record: RunRecord) => string,
): Step<R, "OutputsCollected"> {
  return {
    condition: "OutputsCollected",
    async run(object, turn) {
      const record = recordOf(object);
      if (!isOver(record))
        return { condition: { status: "False", reason: "Running", message: "The run is not over" } };
      await tries.over(object, turn);
      return { condition: { status: "True", reason: "Collected", message: whereabouts(record) } };
    },
  };
}
