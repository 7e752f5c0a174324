import type { Key } from "@slipway/model";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { SCHEDULE_LABEL, type Schedule, scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { caughtUp } from "./caught-up.ts";
import { readable } from "./readable.ts";

/**
 * Starts a flow's runs when they are due. What it has decided is in its status; runs are made before that is written, and are named after their
 * slots, so that neither two servers nor one that is killed between any two lines start a slot twice, and none is lost.
 */
export function scheduleController(): Controller {
  return controller<Schedule>({
    name: "schedule",
    reconciler: { kind: scheduleKind, reconcile: inSteps<Schedule>([readable, caughtUp]) },
    watches: [
      watching(
        flowRunKind,
        ({ metadata: { namespace = "", labels = {} } }): readonly Key[] => [
          `${namespace}/${labels[SCHEDULE_LABEL] ?? ""}`,
        ],
        { has: [SCHEDULE_LABEL] },
      ),
    ],
  });
}
