/** An object with this annotation runs its image exactly as written. */
export const IMAGE_ANNOTATION = "slipway.dev/image";
/** An object with this annotation runs its source code on the image it names, in homes whose pods are containers. */
export const BASE_IMAGE_ANNOTATION = "slipway.dev/base-image";

/** Names of images, and where an image of such a name is AWS's. */
export interface AwsImages {
  readonly repositories: readonly string[];
  /** The accounts whose registries hold them, by region: in any other registry the name is its owner's. */
  readonly registries: Readonly<Record<string, readonly string[]>>;
}

/** The parts of an image's name that tell which of AWS's it is. */
export interface ImageName {
  readonly registry: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
}

/** A repository of one word, of a registry or none, at a tag or digest. */
const IMAGE = /^(?:([\w.-]+)\/)?([\w.-]+)(?::([\w.-]+))?(?:@sha256:[0-9a-f]{64})?$/;

const ECR = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+$/;

/** The image's name among AWS's, in a registry of AWS's that holds it or in none; undefined for every other image. */
export function awsImageName(image: string, { repositories, registries }: AwsImages): ImageName | undefined {
  const [, registry, repository = "", tag] = IMAGE.exec(image) ?? [];
  if (!repositories.includes(repository)) return undefined;
  if (registry === undefined) return { registry, repository, tag };
  const [, account = "", region = ""] = ECR.exec(registry) ?? [];
  const holds = Object.hasOwn(registries, region) && registries[region]?.includes(account) === true;
  return holds ? { registry, repository, tag } : undefined;
}
