const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const WIDTH = 160;

/** A JSON value as a compact TypeScript literal: what fits stands on one line. */
export function literal(value: unknown, indent = ""): string {
  const oneLine = flat(value);
  if (indent.length + oneLine.length <= WIDTH || value === null || typeof value !== "object") return oneLine;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${literal(item, inner)},`)
    : entriesOf(value).map(([key, item]) => `${inner}${keyOf(key)}: ${literal(item, inner)},`);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${lines.join("\n")}\n${indent}${close}`;
}

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = entriesOf(value).map(([key, item]) => `${keyOf(key)}: ${flat(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

const entriesOf = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, item]) => item !== undefined);

const keyOf = (key: string): string => (IDENTIFIER.test(key) ? key : JSON.stringify(key));
