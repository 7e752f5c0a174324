import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { definitionWording } from "../../aws/wording.ts";
import type { AwsKindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { modelConditions } from "./conditions.ts";
import { withModelDefaults } from "./defaults.ts";
import { modelKind } from "./index.ts";
import { modelCrd } from "./schema.generated.ts";
import type { Model } from "./type.generated.ts";
import { unsupportedInModel } from "./unsupported.ts";
import { validateModel } from "./validation.ts";
import { withoutEffectInModel } from "./without-effect.ts";

export const modelFacts: AwsKindFacts<Model> = {
  kind: modelKind,
  crd: modelCrd,
  about: "what a training job left, with the image that answers with it",
  words: ["mdl"],
  conditions: modelConditions,
  aws: {
    service: SAGEMAKER,
    name: "Model",
    arnType: "model",
    wording: definitionWording("model"),
    order: "Descending",
    changeable: ["tags"],
    validate: ({ spec }) => validateModel(spec),
    withoutEffect: ({ spec }) => withoutEffectInModel(spec),
    unsupported: ({ spec }, abilities) => unsupportedInModel(spec, abilities),
    image: ({ spec }) =>
      spec.primaryContainer === undefined
        ? { field: "containers[0].image", image: spec.containers?.[0]?.image }
        : { field: "primaryContainer.image", image: spec.primaryContainer.image },
    view: (model) => ({ ...model, spec: withModelDefaults(model.spec) }),
  },
  outcome: readyOutcome,
};
