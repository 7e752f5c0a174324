import type { ErrorCause } from "../../errors/slipway-error.ts";
import { quantity } from "../../kubernetes/quantity.ts";
import type { NodePoolSpec } from "./type.ts";

/** What a structural schema cannot say: repeated taints, repeated types, and capacities that are no quantities. */
export function validateNodePool(spec: NodePoolSpec): readonly ErrorCause[] {
  return [...repeatedTypes(spec), ...repeatedTaints(spec), ...capacities(spec)];
}

function repeatedTypes({ instanceTypes }: NodePoolSpec): readonly ErrorCause[] {
  return instanceTypes.flatMap((type, index) =>
    instanceTypes.indexOf(type) === index
      ? []
      : [
          {
            reason: "FieldValueDuplicate",
            field: `spec.instanceTypes[${index}]`,
            message: `${type} is named twice; name it once`,
          },
        ],
  );
}

/** A node holds one taint of a key and an effect, whatever its value: a second one would silently be no taint. */
function repeatedTaints({ taints = [] }: NodePoolSpec): readonly ErrorCause[] {
  return taints.flatMap(({ key, effect }, index) =>
    taints.findIndex((other) => other.key === key && other.effect === effect) === index
      ? []
      : [
          {
            reason: "FieldValueDuplicate",
            field: `spec.taints[${index}]`,
            message: `${key}:${effect} is there twice; a node can have one taint of a key and an effect`,
          },
        ],
  );
}

function capacities({ capacity = {} }: NodePoolSpec): readonly ErrorCause[] {
  return Object.entries(capacity).flatMap(([name, value]) =>
    (quantity(value) ?? -1) >= 0
      ? []
      : [
          {
            reason: "FieldValueInvalid",
            field: `spec.capacity[${name}]`,
            message: `${JSON.stringify(value)} is no quantity; expected for example 4, 500m or 16Gi`,
          },
        ],
  );
}
