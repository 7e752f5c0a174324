import { type AwsIdentity, type Kind, keyOf, type Resource } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { validateEndpoint } from "@slipway/model/kinds/endpoint/validation.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { type Controller, controller, type Watch, watching } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import type { Finalizer } from "#reconcile/reconciler.ts";
import { accept, mirrorReady } from "#runs/accept.ts";
import { type CarriedTurn, carriedBy } from "#runs/carried.ts";
import { identified } from "#runs/identified.ts";
import type { Serving } from "#runtimes/serving.ts";
import { giveUp } from "./give-up.ts";
import { report } from "./report.ts";
import { serve } from "./serve.ts";
import { servingRef } from "./serving-ref.ts";

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
        inSteps<Endpoint, CarriedTurn>([
          accept({
            kind: endpointKind,
            nameOf: (endpoint) => endpoint.spec.endpointName,
            statusOf: (endpoint) =>
              identified(endpoint, {
                identity: identity,
                type: "endpoint",
                name: endpoint.spec.endpointName,
              }),
            validate: (endpoint) => validateEndpoint(endpoint.spec),
            unsupported,
            // An endpoint that serves goes on serving what it did before the refused change.
            refusal: (failureReason, { status }) =>
              status?.slipway?.endpointConfigName === undefined
                ? { endpointStatus: "Failed", failureReason }
                : {},
          }),
          serve(parts),
          report(serving),
          giveUp,
          mirrorReady(),
        ]),
      ),
      finalizer: stopServing(serving),
    },
    watches: [
      ...serving.wakes(endpointKind),
      wakesEndpoints(endpointConfigKind),
      wakesEndpoints(modelKind),
      wakesEndpoints(trainingJobKind, (job) => job.status?.trainingJobStatus === "Completed"),
    ],
  });
}

function unsupported({ spec }: Endpoint): readonly string[] {
  return spec.deploymentConfig === undefined ? [] : ["deploymentConfig is not served yet: updates roll"];
}

/** Ends the endpoint's pods before the object may go. */
function stopServing(serving: Serving): Finalizer<Endpoint> {
  return {
    name: ackFinalizer("Endpoint"),
    async cleanUp(endpoint, turn) {
      const removal = await serving.remove(servingRef(endpoint), turn.signal);
      return removal === "gone" ? "gone" : { recheckAfterMs: 250 };
    },
  };
}

/** A change of what endpoints may be made of, or wait for, wakes those of its namespace. */
function wakesEndpoints<R extends Resource>(
  kind: Kind<R>,
  matters: (changed: R) => boolean = () => true,
): Watch {
  return watching(kind, async (changed, store) => {
    if (!matters(changed)) return [];
    const { items } = await store.list(endpointKind, { namespace: changed.metadata.namespace ?? "" });
    return items.map(keyOf);
  });
}
