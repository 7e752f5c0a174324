import type { AwsIdentity } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import type { Finalizer } from "#reconcile/reconciler.ts";
import { accept, mirrorReady } from "#runs/accept.ts";
import { advise } from "#runs/advise.ts";
import { asBegun } from "#runs/as-begun.ts";
import { type CarriedTurn, carriedBy } from "#runs/carried.ts";
import { servingRef } from "#runs/serving-ref.ts";
import { wakesNamesake } from "#runs/wakes-namesake.ts";
import type { Serving } from "#runtimes/serving.ts";
import { giveUp } from "./give-up.ts";
import { report } from "./report.ts";
import { serve } from "./serve.ts";
import { wakes } from "./wakes.ts";

/** An Endpoint: models that answer, as its configuration says. */
export function endpointController(parts: {
  readonly serving: Serving;
  readonly artifacts: Artifacts;
  readonly identity: AwsIdentity;
}): Controller {
  const { serving, identity } = parts;
  return controller<Endpoint>({
    name: "endpoint",
    reconciler: {
      kind: endpointKind,
      reconcile: carriedBy(
        serving,
        asBegun(
          { facts: endpointFacts },
          inSteps<Endpoint, CarriedTurn>([
            accept({
              facts: endpointFacts,
              identity,
              // An endpoint that serves goes on serving what it did before the refused change.
              refusal: (failureReason, { status }) => ({
                endpointStatus: status?.slipway?.endpointConfigName === undefined ? "Failed" : "InService",
                failureReason,
              }),
            }),
            advise(endpointFacts),
            serve(parts),
            report(serving),
            giveUp,
            mirrorReady(),
          ]),
        ),
      ),
      finalizer: stopServing(serving),
    },
    watches: [...serving.wakes(endpointKind), ...wakes, wakesNamesake(endpointKind)],
  });
}

/** Ends the endpoint's pods before the object may go. */
function stopServing(serving: Serving): Finalizer<Endpoint> {
  return {
    name: ackFinalizer("Endpoint"),
    async cleanUp(endpoint, turn) {
      const removal = await serving.remove(servingRef(endpoint), turn.signal);
      return removal === "going" ? { recheckAfterMs: 250 } : "gone";
    },
  };
}
