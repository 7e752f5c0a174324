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
      const { runtime, wholeRequest } = await runs.abilities(object);
      // What goes out whole runs the image of the spec; which name stands for which image is known there.
      const image = wholeRequest ? undefined : spec.image;
      await orRefuse(() => runs.start(spec));
      turn.events.record(object, {
        type: "Normal",
        reason: "Started",
        message: `Started run ${spec.name}${image === undefined ? "" : ` of ${image}`}`,
      });
      return {
        condition: { status: "True", reason: "Started", message: `Run ${spec.name} is started` },
        status: remember(object, {
          run: spec.name,
          phase: "pending",
          runtime,
          ...(image === undefined ? {} : { image }),
        }),
      };
    },
  };
}
