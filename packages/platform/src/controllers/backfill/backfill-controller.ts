import type { Key } from "@slipway/model";
import { type Backfill, backfillKind } from "@slipway/model/kinds/backfill/index.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { BACKFILL_LABEL, scheduleKind } from "@slipway/model/kinds/schedule/index.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { accepted } from "./accepted.ts";
import { goOn } from "./go-on.ts";

/** Runs the slots of a range, so many at once as it may. A slot's run has its name from the slot, so that none is made twice, whoever is killed when. */
export function backfillController(): Controller {
  return controller<Backfill>({
    name: "backfill",
    reconciler: { kind: backfillKind, reconcile: inSteps<Backfill>([accepted, goOn]) },
    concurrency: { all: 2 },
    watches: [
      watching(
        flowRunKind,
        ({ metadata: { namespace = "", labels = {} } }): readonly Key[] => [
          `${namespace}/${labels[BACKFILL_LABEL] ?? ""}`,
        ],
        { has: [BACKFILL_LABEL] },
      ),
      watching(scheduleKind, async ({ metadata: { namespace = "", name } }, { cache }) =>
        [...(await cache.of(backfillKind)).values()]
          .filter(({ metadata, spec }) => metadata.namespace === namespace && spec.schedule === name)
          .map(({ metadata }): Key => `${namespace}/${metadata.name}`),
      ),
    ],
    settled: ({ status }) => status?.completionTime !== undefined,
  });
}
