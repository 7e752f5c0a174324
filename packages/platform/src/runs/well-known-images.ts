import { ALGORITHMS } from "@slipway/model/algorithms/all.ts";
import { type AlgorithmFacts, imageOf } from "@slipway/model/algorithms/facts.ts";

/** An object with this annotation runs its image exactly as written. */
export const IMAGE_ANNOTATION = "slipway.dev/image";

/**
 * The image to run: our built-in one for a well-known algorithm, everything else as written. An image of the same name in
 * any other registry is its owner's, not that algorithm.
 */
export function resolveImage(image: string, annotations: Readonly<Record<string, string>> = {}): string {
  if (annotations[IMAGE_ANNOTATION] === "as-is") return image;
  const [, registry, repository = ""] = IMAGE.exec(image) ?? [];
  const meant = ALGORITHMS.find(({ wellKnown }) => wellKnown?.repositories.includes(repository));
  return meant !== undefined && (registry === undefined || isIn(registry, meant)) ? imageOf(meant) : image;
}

/** A repository of one word, of a registry or none, at a tag or digest. */
const IMAGE = /^(?:([\w.-]+)\/)?([\w.-]+)(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

const ECR = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.]+$/;

/** Whether the registry is one of AWS's that hold the algorithm. */
function isIn(registry: string, { wellKnown }: AlgorithmFacts): boolean {
  const [, account = "", region = ""] = ECR.exec(registry) ?? [];
  const registries = wellKnown?.registries ?? {};
  return Object.hasOwn(registries, region) && registries[region]?.includes(account) === true;
}
