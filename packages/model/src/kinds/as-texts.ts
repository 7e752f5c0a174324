import { textOf } from "../flows/expressions/template.ts";
import type { Json } from "../flows/json.ts";
import type { StructuralSchema } from "./crd.ts";

/** A value with texts where a schema wants them: an expression in a manifest gives the number that it stands for, e.g. to a hyperparameter. */
export function asTexts(value: Json, schema: StructuralSchema | undefined): Json {
  if (schema === undefined || value === null) return value;
  if (typeof value === "number" || typeof value === "boolean")
    return schema.type === "string" ? textOf(value) : value;
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((inner) => asTexts(inner, schema.items));
  const { properties = {}, additionalProperties } = schema;
  const others = typeof additionalProperties === "object" ? additionalProperties : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      asTexts(inner, Object.hasOwn(properties, name) ? properties[name] : others),
    ]),
  );
}
