import { scaledVariant } from "./scaled-variant.ts";
import type { ScalableTargetSpec } from "./type.generated.ts";

/** Why a target cannot be scaled as its spec stands; undefined where it can. */
export function scalableTargetProblem(spec: ScalableTargetSpec): string | undefined {
  const { minCapacity, maxCapacity } = spec;
  if (scaledVariant(spec) === undefined)
    return `${spec.serviceNamespace} ${spec.scalableDimension} of ${spec.resourceID} is not scaled here: what is are variants of endpoints, as serviceNamespace sagemaker, scalableDimension sagemaker:variant:DesiredInstanceCount and resourceID endpoint/NAME/variant/VARIANT`;
  if (minCapacity === undefined || maxCapacity === undefined)
    return "minCapacity and maxCapacity must both be given: between them is what the variant may have";
  if (!Number.isInteger(minCapacity) || minCapacity < 0)
    return `minCapacity must be a whole number from 0 up, and is ${minCapacity}`;
  if (!Number.isInteger(maxCapacity) || maxCapacity < minCapacity)
    return `Maximum capacity cannot be less than minimum capacity: maxCapacity is ${maxCapacity}, minCapacity ${minCapacity}`;
  return undefined;
}
