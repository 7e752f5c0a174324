import type { AwsIdentity } from "@slipway/model";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { validateModel } from "@slipway/model/kinds/model/validation.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import { inSteps } from "#reconcile/in-steps.ts";
import { accept, mirrorReady } from "#runs/accept.ts";
import { asBegun } from "#runs/as-begun.ts";
import { type CarriedTurn, carriedBy } from "#runs/carried.ts";
import { define, undefine } from "#runs/define.ts";
import { tellRefusal } from "#runs/or-refuse.ts";
import { NOT_ISOLATED, unsupportedBy } from "#runs/unsupported.ts";
import { wakesNamesake } from "#runs/wakes-namesake.ts";
import type { Abilities } from "#runtimes/abilities.ts";
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
              validate: (model) => validateModel(model.spec),
              unsupported,
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

function unsupported({ spec }: Model, abilities: Abilities): readonly string[] {
  const containers = [
    ...(spec.primaryContainer === undefined ? [] : [spec.primaryContainer]),
    ...(spec.containers ?? []),
  ];
  return [
    ...unsupportedBy(abilities, [
      {
        ability: "pipelines",
        asked: containers.length > 1,
        otherwise: `${containers.length} containers are given; exactly one is served (an inference pipeline is not yet)`,
      },
      { ability: "networkIsolation", asked: spec.enableNetworkIsolation === true, otherwise: NOT_ISOLATED },
    ]),
    ...containers.flatMap((container) => [
      ...(container.image === undefined
        ? ["the container has no image: model packages are not served yet"]
        : []),
      ...(container.mode === "MultiModel" ? ["mode MultiModel is not served yet"] : []),
      ...(container.modelDataSource === undefined
        ? []
        : ["modelDataSource is not served yet; use modelDataURL"]),
    ]),
  ];
}
