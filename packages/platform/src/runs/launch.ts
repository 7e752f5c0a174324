import type { Step } from "#reconcile/in-steps.ts";
import type { RunSpec, Runs } from "#runtimes/runs.ts";
import { orRefuse } from "./or-refuse.ts";
import { type Running, recordOf, remember } from "./run-record.ts";

/** Starts the run once; its deterministic name makes a crash between starting and remembering harmless. */
export function launch<R extends Running>(
  runs: Runs,
  toRunSpec: (object: R) => RunSpec,
): Step<R, "Launched"> {
  return {
    condition: "Launched",
    async run(object, turn) {
      const record = recordOf(object);
      if (record.run !== undefined) {
        return { condition: { status: "True", reason: "Started", message: `Run ${record.run} is started` } };
      }
      const spec = toRunSpec(object);
      const { runtime } = await runs.abilities(object);
      await orRefuse(() => runs.start(spec));
      turn.events.record(object, {
        type: "Normal",
        reason: "Started",
        message: `Started run ${spec.name} of ${spec.image}`,
      });
      return {
        condition: { status: "True", reason: "Started", message: `Run ${spec.name} is started` },
        status: remember(object, { run: spec.name, image: spec.image, phase: "pending", runtime }),
      };
    },
  };
}
