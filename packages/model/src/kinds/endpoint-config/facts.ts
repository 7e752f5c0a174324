import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { definitionWording } from "../../aws/wording.ts";
import type { AwsKindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { endpointConfigConditions } from "./conditions.ts";
import { withEndpointConfigDefaults } from "./defaults.ts";
import { endpointConfigKind } from "./index.ts";
import { endpointConfigCrd } from "./schema.generated.ts";
import type { EndpointConfig } from "./type.generated.ts";
import { unsupportedInEndpointConfig } from "./unsupported.ts";
import { validateEndpointConfig } from "./validation.ts";
import { withoutEffectInEndpointConfig } from "./without-effect.ts";

export const endpointConfigFacts: AwsKindFacts<EndpointConfig> = {
  kind: endpointConfigKind,
  crd: endpointConfigCrd,
  about: "which models an endpoint serves, on how many machines, with which share of the requests",
  words: ["epc"],
  conditions: endpointConfigConditions,
  aws: {
    service: SAGEMAKER,
    name: "EndpointConfig",
    arnType: "endpoint-config",
    wording: definitionWording("endpoint configuration"),
    order: "Descending",
    changeable: ["tags"],
    validate: ({ spec }) => validateEndpointConfig(spec),
    withoutEffect: ({ spec }) => withoutEffectInEndpointConfig(spec),
    unsupported: ({ spec }, abilities) => unsupportedInEndpointConfig(spec, abilities),
    view: (config) => ({ ...config, spec: withEndpointConfigDefaults(config.spec) }),
  },
  outcome: readyOutcome,
};
