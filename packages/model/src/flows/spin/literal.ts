import type { Json } from "../json.ts";

const OPEN = /\$\{\{/g;
/** A template whose value is what begins a template. */
const ESCAPED = `\${{ "\${{" }}`;

/** The value, so that it comes out of a template as it is: what its texts hold is data, and no expression. */
export function literal(value: Json): Json {
  if (typeof value === "string") return value.replaceAll(OPEN, () => ESCAPED);
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(literal);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, literal(inner)]));
}
