import { SAGEMAKER_REGISTRIES } from "./sagemaker-registries.ts";

/** Algorithms by the names that their images have in SageMaker's registries, and without any registry. */
const WELL_KNOWN: Readonly<Record<string, string>> = {
  xgboost: "slipway.dev/xgboost",
  "sagemaker-xgboost": "slipway.dev/xgboost",
};

/** An object with this annotation runs its image exactly as written. */
export const IMAGE_ANNOTATION = "slipway.dev/image";

/**
 * The image to run: our built-in one for a well-known algorithm, everything else as written. An image of the same name in
 * any other registry is its owner's, not that algorithm.
 */
export function resolveImage(image: string, annotations: Readonly<Record<string, string>> = {}): string {
  if (annotations[IMAGE_ANNOTATION] === "as-is") return image;
  const [, registry, repository = ""] = IMAGE.exec(image) ?? [];
  const builtIn = Object.hasOwn(WELL_KNOWN, repository) ? WELL_KNOWN[repository] : undefined;
  return builtIn !== undefined && (registry === undefined || isSageMakers(registry)) ? builtIn : image;
}

/** A repository of one word, of a registry or none, at a tag or digest. */
const IMAGE = /^(?:([\w.-]+)\/)?([\w.-]+)(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

const ECR = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.]+$/;

function isSageMakers(registry: string): boolean {
  const [, account = "", region = ""] = ECR.exec(registry) ?? [];
  return (
    Object.hasOwn(SAGEMAKER_REGISTRIES, region) && SAGEMAKER_REGISTRIES[region]?.includes(account) === true
  );
}
