import type { StructuralSchema } from "../../../packages/model/src/kinds/crd.ts";

/** Every path below a schema and its type, as `ack-definition.ts` writes them. */
export function flatSchema(schema: StructuralSchema, at: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    visit(property, `${at}.${name}`, paths);
  return paths;
}

function visit(schema: StructuralSchema, path: string, paths: Map<string, string>): void {
  if (schema.type === "array") {
    visit(schema.items ?? {}, `${path}[]`, paths);
    return;
  }
  paths.set(path, typeOf(schema));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    visit(property, `${path}.${name}`, paths);
}

function typeOf({ type, format, additionalProperties }: StructuralSchema): string {
  if (typeof additionalProperties === "object") return `map of ${additionalProperties.type}`;
  return format === undefined ? `${type}` : `${type}/${format}`;
}
