import type { AwsIdentity } from "@slipway/model";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { type EndpointConfig, endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { validateEndpointConfig } from "@slipway/model/kinds/endpoint-config/validation.ts";
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
              validate: (config) => validateEndpointConfig(config.spec),
              unsupported,
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

const NOT_YET = ["asyncInferenceConfig", "dataCaptureConfig", "explainerConfig"] as const;

function unsupported({ spec }: EndpointConfig, abilities: Abilities): readonly string[] {
  const weights = spec.productionVariants.map((variant) => variant.initialVariantWeight ?? 1);
  return [
    ...NOT_YET.filter((field) => spec[field] !== undefined).map((field) => `${field} is not served yet`),
    ...unsupportedBy(abilities, [
      {
        ability: "shadows",
        asked: spec.shadowProductionVariants !== undefined,
        otherwise: "shadowProductionVariants is not served yet",
      },
      { ability: "networkIsolation", asked: spec.enableNetworkIsolation === true, otherwise: NOT_ISOLATED },
    ]),
    ...(weights.some((weight) => weight > 0)
      ? []
      : ["productionVariants: every weight is 0, so no request could be served"]),
    ...spec.productionVariants.flatMap((variant, index) => [
      ...(variant.serverlessConfig === undefined
        ? []
        : [
            `productionVariants[${index}].serverlessConfig is not served yet; use instanceType and initialInstanceCount`,
          ]),
      ...(variant.modelName === undefined
        ? [`productionVariants[${index}].modelName is missing: inference components are not served yet`]
        : []),
    ]),
  ];
}
