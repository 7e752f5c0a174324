import type { Key } from "@slipway/model";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { TRIGGER_LABEL, type Trigger, triggerKind } from "@slipway/model/kinds/trigger/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { caughtUp } from "./caught-up.ts";
import { readable } from "./readable.ts";

/**
 * Makes a run of each event, suspended and named after the event, and lets runs begin in their turn: neither two servers nor one that is killed
 * between any two lines start one for an event twice, and none is lost.
 */
export function triggerController(parts: { readonly artifacts: Artifacts }): Controller {
  return controller<Trigger>({
    name: "trigger",
    reconciler: { kind: triggerKind, reconcile: inSteps<Trigger>([readable, caughtUp(parts.artifacts)]) },
    watches: [
      watching(
        flowRunKind,
        ({ metadata: { namespace = "", labels = {} } }): readonly Key[] => [
          `${namespace}/${labels[TRIGGER_LABEL] ?? ""}`,
        ],
        { has: [TRIGGER_LABEL] },
      ),
    ],
  });
}
