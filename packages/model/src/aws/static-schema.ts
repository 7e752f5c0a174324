import { type ShapeRef, shapeOf } from "./lookup.ts";
import type { AwsService } from "./service.ts";

/** How a static schema of @smithy/core/schema marks a simple type. */
const SIMPLE = { string: 0, number: 1, integer: 1, boolean: 2, timestamp: 4 } as const;

export type StaticSchema =
  | number
  | [1, string, string, number, Reference]
  | [2, string, string, number, Reference, Reference]
  | [3, string, string, number, string[], Reference[], number];
type Reference = number | (() => StaticSchema);

/** By service, then by shape name. */
const made = new WeakMap<AwsService, Map<string, StaticSchema>>();

/**
 * A shape as the static schema that `NormalizedSchema` and `JsonCodec` of @smithy/core read, the same that AWS's own client
 * carries, without loading that client (150 to 250 ms). The same shape gives the same schema.
 */
export function staticSchema(ref: ShapeRef): StaticSchema {
  const known = made.get(ref.service) ?? new Map<string, StaticSchema>();
  made.set(ref.service, known);
  let schema = known.get(ref.name);
  if (schema === undefined) {
    schema = make(ref);
    known.set(ref.name, schema);
  }
  return schema;
}

function make(ref: ShapeRef): StaticSchema {
  const { service, name } = ref;
  const shape = shapeOf(ref);
  const namespace = `com.amazonaws.${service.name.replaceAll("-", "")}`;
  const of = (other: string): Reference => reference({ service, name: other });
  switch (shape.type) {
    case "structure": {
      const required = shape.required ?? [];
      const members = [
        ...required,
        ...Object.keys(shape.members).filter((member) => !required.includes(member)),
      ];
      const references = members.map((member) => of(shape.members[member]?.[1] ?? ""));
      return [3, namespace, name, 0, members, references, required.length];
    }
    case "list":
      return [1, namespace, name, 0, of(shape.member)];
    case "map":
      return [2, namespace, name, 0, of(shape.key), of(shape.value)];
    default:
      return SIMPLE[shape.type];
  }
}

function reference(ref: ShapeRef): Reference {
  const { type } = shapeOf(ref);
  return type === "structure" || type === "list" || type === "map" ? () => staticSchema(ref) : SIMPLE[type];
}
