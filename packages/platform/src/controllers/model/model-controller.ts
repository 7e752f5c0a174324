import type { AwsIdentity } from "@slipway/model";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { accept, mirrorReady } from "#runs/accept.ts";
import { asBegun } from "#runs/as-begun.ts";
import { type CarriedTurn, carriedBy } from "#runs/carried.ts";
import { define, undefine } from "#runs/define.ts";
import { tellRefusal } from "#runs/or-refuse.ts";
import { wakesNamesake } from "#runs/wakes-namesake.ts";
import type { Definitions } from "#runtimes/definitions.ts";

/** A Model: a container and its data, to be served by an endpoint; nothing runs for it alone. */
export function modelController(parts: {
  readonly definitions: Definitions;
  readonly identity: AwsIdentity;
}): Controller {
  return controller<Model>({
    name: "model",
    reconciler: {
      kind: modelKind,
      reconcile: carriedBy(
        parts.definitions,
        asBegun(
          { facts: modelFacts },
          inSteps<Model, CarriedTurn>([
            accept({
              facts: modelFacts,
              identity: parts.identity,
            }),
            define(parts.definitions),
            tellRefusal({ begun: "ACK.ResourceSynced" }),
            mirrorReady(),
          ]),
        ),
      ),
      finalizer: undefine(parts.definitions, "Model"),
    },
    watches: [wakesNamesake(modelKind)],
  });
}
