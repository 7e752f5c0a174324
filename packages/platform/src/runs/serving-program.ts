import { defined } from "@slipway/model";
import { IMAGE_VARIABLE } from "@slipway/model/algorithms/script/frameworks.ts";
import { dataUriOf } from "@slipway/model/kinds/model/data-uri.ts";
import type { ContainerDefinition, Model } from "@slipway/model/kinds/model/index.ts";
import type { ModelsPlan } from "@slipway/model/models-plan.ts";
import type { ServingContainer } from "#runtimes/serving.ts";
import { resolveImage, SCRIPT_MODE, servingFrameworkOf } from "./well-known-images.ts";

/**
 * What serves a container of a model: its image as written, the built-in algorithm that it stands for, or our own model server, which
 * takes the place of the script image's and of images of frameworks, and finds out by the model's files how those are served.
 */
export function servingProgram(
  container: ContainerDefinition | undefined,
  { annotations }: Pick<Model["metadata"], "annotations">,
): ServingContainer {
  const { image = "", environment = {} } = container ?? {};
  // The SDK writes an empty one where there is none.
  const bringsProgram = (environment["SAGEMAKER_PROGRAM"] ?? "") !== "";
  const framework = servingFrameworkOf(image, { annotations, bringsProgram });
  const runs = framework === undefined ? resolveImage(image, annotations) : SCRIPT_MODE;
  const archive = environment["SAGEMAKER_SUBMIT_DIRECTORY"] ?? "";
  const isOurs = runs === SCRIPT_MODE;
  const models = modelsOf(container);
  return {
    image: runs,
    ...defined({
      models,
      modelUri: models === undefined ? dataUriOf(container) : undefined,
      codeUri: isOurs && archive.startsWith("s3://") ? archive : undefined,
    }),
    env: {
      ...environment,
      ...(isOurs && runs !== image ? { [IMAGE_VARIABLE]: image } : {}),
      ...(models === undefined ? {} : { SAGEMAKER_MULTI_MODEL: "true" }),
    },
  };
}

function modelsOf(container: ContainerDefinition | undefined): ModelsPlan | undefined {
  if (container?.mode !== "MultiModel") return undefined;
  return {
    prefix: `${(dataUriOf(container) ?? "").replace(/\/+$/, "")}/`,
    cached: container.multiModelConfig?.modelCacheSetting !== "Disabled",
  };
}
