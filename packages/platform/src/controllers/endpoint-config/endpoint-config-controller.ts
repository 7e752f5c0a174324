import type { AwsIdentity } from "@slipway/model";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { accept, mirrorReady } from "#runs/accept.ts";
import { asBegun } from "#runs/as-begun.ts";
import { type CarriedTurn, carriedBy } from "#runs/carried.ts";
import { define, undefine } from "#runs/define.ts";
import { tellRefusal } from "#runs/or-refuse.ts";
import { wakesNamesake } from "#runs/wakes-namesake.ts";
import type { Definitions } from "#runtimes/definitions.ts";

/** An EndpointConfig: which models an endpoint serves, on how many instances and with what share of the requests. */
export function endpointConfigController(parts: {
  readonly definitions: Definitions;
  readonly identity: AwsIdentity;
}): Controller {
  return controller<EndpointConfig>({
    name: "endpoint-config",
    reconciler: {
      kind: endpointConfigKind,
      reconcile: carriedBy(
        parts.definitions,
        asBegun(
          { facts: endpointConfigFacts },
          inSteps<EndpointConfig, CarriedTurn>([
            accept({
              facts: endpointConfigFacts,
              identity: parts.identity,
            }),
            define(parts.definitions),
            tellRefusal({ begun: "ACK.ResourceSynced" }),
            mirrorReady(),
          ]),
        ),
      ),
      finalizer: undefine(parts.definitions, "EndpointConfig"),
    },
    watches: [wakesNamesake(endpointConfigKind)],
  });
}
