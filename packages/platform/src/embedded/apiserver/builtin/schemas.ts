import { objectMetaSchema, objectSchema } from "../metadata/object-meta-schema.ts";
import type { StructuralSchema } from "../resources.ts";
import { typeDefaults } from "./defaults.ts";
import { types } from "./types.generated.ts";

type Referring = Omit<StructuralSchema, "properties" | "items" | "additionalProperties"> & {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Referring>>;
  readonly items?: Referring;
  readonly additionalProperties?: Referring | boolean;
};

const resolved = new Map<string, StructuralSchema>([["ObjectMeta", objectMetaSchema]]);

/** The schema of a built-in kind, metadata included. */
export function builtinSchema(kind: string): StructuralSchema {
  return objectSchema(typeSchema(kind));
}

/** Types refer to one another without circles; each is resolved once and shared. */
function typeSchema(name: string): StructuralSchema {
  const known = resolved.get(name);
  if (known !== undefined) return known;
  const schema = resolve(types[name] as Referring, typeDefaults[name]);
  resolved.set(name, schema);
  return schema;
}

function resolve(given: Referring, defaults: Readonly<Record<string, unknown>> = {}): StructuralSchema {
  const { $ref, properties, items, additionalProperties, ...rest } = given;
  if ($ref !== undefined) return { ...typeSchema($ref), ...rest };
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: resolveFields(properties, defaults) }),
    ...(items === undefined ? {} : { items: resolve(items) }),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === "boolean" ? additionalProperties : resolve(additionalProperties),
        }),
  };
}

function resolveFields(
  fields: Readonly<Record<string, Referring>>,
  defaults: Readonly<Record<string, unknown>>,
): Record<string, StructuralSchema> {
  const result: Record<string, StructuralSchema> = {};
  for (const [name, field] of Object.entries(fields)) {
    const schema = resolve(field);
    result[name] = name in defaults ? { ...schema, default: defaults[name] } : schema;
  }
  return result;
}
