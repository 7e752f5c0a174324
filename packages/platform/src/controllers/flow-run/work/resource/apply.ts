import type { StepWork } from "../step-work.ts";
import { lookAt } from "./look-at.ts";
import { orRefused } from "./or-refused.ts";
import { resultsOf } from "./results-of.ts";
import { wantedBy } from "./wanted.ts";

/** Whose fields these are, for server-side apply: those of all runs, so that a later one changes what an earlier one said. */
const MANAGER = "slipway-flows";

/** An object that is made or changed, and waited for until it is ready; it stays when the step is canceled. */
export const apply: StepWork = {
  begin: async (one) => {
    const { kind, object } = wantedBy(one);
    return orRefused(() => one.turn.store.apply(kind, object, { manager: MANAGER, force: true }));
  },
  look: async (one) => {
    const wanted = wantedBy(one);
    return lookAt(wanted, await one.turn.store.get(wanted.kind, wanted.key), resultsOf);
  },
  stop: async () => "stopped",
  remove: async () => "kept",
};
