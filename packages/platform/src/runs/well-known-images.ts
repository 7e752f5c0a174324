import { ALGORITHMS } from "@slipway/model/algorithms/all.ts";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import {
  FRAMEWORKS,
  type Framework,
  XGBOOST_FRAMEWORK,
} from "@slipway/model/algorithms/script/frameworks.ts";
import { xgboost } from "@slipway/model/algorithms/xgboost/facts.ts";

/** An object with this annotation runs its image exactly as written. */
export const IMAGE_ANNOTATION = "slipway.dev/image";

type Annotations = Readonly<Record<string, string>>;

/**
 * The image to run: our built-in one for a well-known algorithm, everything else as written. An image of the same name in
 * any other registry is its owner's, not that algorithm.
 */
export function resolveImage(image: string, annotations: Annotations = {}): string {
  if (annotations[IMAGE_ANNOTATION] === "as-is") return image;
  const meant = ALGORITHMS.find(({ wellKnown }) => wellKnown !== undefined && isOneOf(image, wellKnown));
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
  const meant = FRAMEWORKS.find((framework) => isOneOf(image, framework));
  if (meant !== undefined && meant !== XGBOOST_FRAMEWORK) return meant;
  return job.bringsProgram && resolveImage(image) === imageOf(xgboost) ? XGBOOST_FRAMEWORK : undefined;
}

/** The image that runs script mode. */
export const SCRIPT_MODE = imageOf(script);

/** A repository of one word, of a registry or none, at a tag or digest. */
const IMAGE = /^(?:([\w.-]+)\/)?([\w.-]+)(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

const ECR = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+$/;

interface Images {
  readonly repositories: readonly string[];
  readonly registries: Readonly<Record<string, readonly string[]>>;
}

/** Whether the image is one of those, in a registry of AWS's that holds them or in none. */
function isOneOf(image: string, { repositories, registries }: Images): boolean {
  const [, registry, repository = ""] = IMAGE.exec(image) ?? [];
  if (!repositories.includes(repository)) return false;
  if (registry === undefined) return true;
  const [, account = "", region = ""] = ECR.exec(registry) ?? [];
  return Object.hasOwn(registries, region) && registries[region]?.includes(account) === true;
}
