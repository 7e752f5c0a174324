import { KINDS } from "@slipway/model/kinds/all.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { type Watch, watching } from "#reconcile/controller.ts";
import { withCosts } from "../../costs/made-costs.ts";
import type { StepWork, Try } from "../step-work.ts";
import { apply } from "./apply.ts";
import { creation } from "./create.ts";
import { deletion } from "./delete.ts";
import { runOf } from "./marks.ts";
import { resultsOf } from "./results-of.ts";
import { wantedBy } from "./wanted.ts";

const BY_ACTION = { create: creation(wantedBy, resultsOf), apply, delete: deletion } as const;

const doing = (one: Try): StepWork => BY_ACTION[wantedBy(one).action];

/** Objects of Slipway's kinds that steps make and delete. */
export const resources = (ledger: Ledger): StepWork =>
  withCosts(
    {
      begin: async (one) => doing(one).begin(one),
      look: async (one) => doing(one).look(one),
      stop: async (one) => doing(one).stop(one),
      // Whatever a step does with objects, also one of which nothing can be said.
      remove: async () => "kept",
    },
    { ledger, madeBy: wantedBy },
  );

/** What steps have made wakes their runs. */
export const resourceWakes: readonly Watch[] = KINDS.map(({ kind }) => kind)
  .filter(({ namespaced }) => namespaced)
  .map((kind) =>
    watching(kind, (changed) => {
      const run = runOf(changed);
      return run === undefined ? [] : [`${changed.metadata.namespace ?? ""}/${run}`];
    }),
  );
