import type { Json } from "@slipway/model/flows/json.ts";

const OPEN = "${{";

/** A text that is to stay as it is, also where it looks like an expression. */
export const escaped = (text: string): string => text.replaceAll(OPEN, () => `\${{ "${OPEN}" }}`);

/** As CEL writes it: its texts take all escapes of JSON's. */
export const celLiteral = (value: Json): string => JSON.stringify(value);

/** Words of CEL's that are no names of members. */
const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** `steps.train`, and `steps["train-2"]` of what is no identifier. */
export const member = (root: string, name: string): string =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !RESERVED.has(name)
    ? `${root}.${name}`
    : `${root}[${JSON.stringify(name)}]`;
