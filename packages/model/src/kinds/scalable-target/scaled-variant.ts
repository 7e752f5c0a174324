import type { ScalableTarget } from "./type.generated.ts";

/** The one dimension that is served. */
const DIMENSION = "sagemaker:variant:DesiredInstanceCount";

/** A variant of an endpoint, by its AWS names. */
export interface ScaledVariant {
  readonly endpoint: string;
  readonly variant: string;
}

type Scaled = Pick<ScalableTarget["spec"], "serviceNamespace" | "resourceID" | "scalableDimension">;

/** What is scaled, by its three names: equal for a target and its policies. */
export const scaledBy = ({ serviceNamespace, resourceID, scalableDimension }: Scaled): string =>
  `${serviceNamespace} ${resourceID} ${scalableDimension}`;

/** That nothing scales it, in the words of Application Auto Scaling's ObjectNotFoundException. */
export const noTargetRegistered = (
  scaled: {
    readonly [Field in keyof Scaled]: string;
  },
): string =>
  `No scalable target registered for service namespace: ${scaled.serviceNamespace}, resource ID: ${scaled.resourceID}, scalable dimension: ${scaled.scalableDimension}`;

/** What a target names that scales a variant. */
export const variantScaled = ({ endpoint, variant }: ScaledVariant): Scaled => ({
  serviceNamespace: "sagemaker",
  resourceID: `endpoint/${endpoint}/variant/${variant}`,
  scalableDimension: DIMENSION,
});

/** `endpoint/NAME/variant/VARIANT` of SageMaker; undefined for anything else. */
export function scaledVariant(spec: Scaled): ScaledVariant | undefined {
  if (spec.serviceNamespace !== "sagemaker" || spec.scalableDimension !== DIMENSION) return undefined;
  const [, endpoint, variant] =
    /^endpoint\/([a-zA-Z0-9-]{1,63})\/variant\/([a-zA-Z0-9-]{1,63})$/.exec(spec.resourceID) ?? [];
  return endpoint === undefined || variant === undefined ? undefined : { endpoint, variant };
}
