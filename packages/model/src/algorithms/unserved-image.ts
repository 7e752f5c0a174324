import { awsImageName, IMAGE_ANNOTATION } from "./image-name.ts";
import { OTHER_ALGORITHMS } from "./other-algorithms.ts";
import { missingXgboostVersion } from "./xgboost/versions.ts";

type Annotations = Readonly<Record<string, string>>;

const asIs = (annotations: Annotations): boolean => annotations[IMAGE_ANNOTATION] === "as-is";

/**
 * Why there is no such image, although its name is of a repository of AWS's: words that go on from the image. Undefined where
 * nothing speaks against it, for anybody else's image, and for objects that ask for their image as it is.
 */
export function missingImage(image: string | undefined, annotations: Annotations = {}): string | undefined {
  return image === undefined || asIs(annotations) ? undefined : missingXgboostVersion(image);
}

/**
 * Why an image of AWS's is not served, to end a sentence that begins with its field; undefined where it is, for anybody else's
 * image, and for objects that ask for their image as it is.
 */
export function unservedImage(image: string | undefined, annotations: Annotations = {}): string | undefined {
  if (image === undefined || asIs(annotations)) return undefined;
  const missing = missingImage(image);
  if (missing !== undefined) return `is ${image}: ${missing}`;
  const other = awsImageName(image, OTHER_ALGORITHMS);
  // Without a registry such a name is not known to be AWS's.
  if (other?.registry === undefined) return undefined;
  return `is SageMaker's built-in algorithm ${other.repository}, which is not served (XGBoost is); the annotation ${IMAGE_ANNOTATION}: as-is runs the image itself`;
}
