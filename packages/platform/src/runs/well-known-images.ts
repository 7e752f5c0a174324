import { ALGORITHMS } from "@slipway/model/algorithms/all.ts";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { awsImageName, IMAGE_ANNOTATION } from "@slipway/model/algorithms/image-name.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import {
  FRAMEWORKS,
  type Framework,
  XGBOOST_FRAMEWORK,
} from "@slipway/model/algorithms/script/frameworks.ts";
import { xgboost } from "@slipway/model/algorithms/xgboost/facts.ts";

type Annotations = Readonly<Record<string, string>>;

/**
 * The image to run: our built-in one for a well-known algorithm, everything else as written. An image of the same name in
 * any other registry is its owner's, not that algorithm.
 */
export function resolveImage(image: string, annotations: Annotations = {}): string {
  if (annotations[IMAGE_ANNOTATION] === "as-is") return image;
  const meant = ALGORITHMS.find(
    ({ wellKnown }) => wellKnown !== undefined && awsImageName(image, wellKnown) !== undefined,
  );
  return meant === undefined ? image : imageOf(meant);
}

/**
 * The framework whose script mode a training with the image is: of images of frameworks, and of XGBoost's, which is the built-in
 * algorithm's too, where the job brings a program. Undefined for every other image.
 */
export function frameworkOf(
  image: string,
  job: { readonly annotations?: Annotations | undefined; readonly bringsProgram: boolean },
): Framework | undefined {
  if (job.annotations?.[IMAGE_ANNOTATION] === "as-is") return undefined;
  const meant = FRAMEWORKS.find((framework) => awsImageName(image, framework) !== undefined);
  if (meant !== undefined && meant !== XGBOOST_FRAMEWORK) return meant;
  return job.bringsProgram && resolveImage(image) === imageOf(xgboost) ? XGBOOST_FRAMEWORK : undefined;
}

/**
 * The framework whose place our own model server takes for an image: of images that serve a framework's models, and of XGBoost's where
 * the model brings a program. Undefined for every other image.
 */
export function servingFrameworkOf(
  image: string,
  model: { readonly annotations?: Annotations | undefined; readonly bringsProgram: boolean },
): Framework | undefined {
  const found = frameworkOf(image, model);
  if (found !== undefined || model.annotations?.[IMAGE_ANNOTATION] === "as-is") return found;
  return FRAMEWORKS.find(
    ({ servers, registries }) => awsImageName(image, { repositories: servers, registries }) !== undefined,
  );
}

/** The image that runs script mode. */
export const SCRIPT_MODE = imageOf(script);
