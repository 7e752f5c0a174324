import { textOf } from "@slipway/model/flows/expressions/template.ts";
import { escaped } from "./literal.ts";
import type { AnyRef, Text } from "./types.ts";
import { toValue, Value } from "./value.ts";

/**
 * Writes values that there will be into a text. Numbers are written without an exponent, lists and objects as JSON.
 *
 * @example
 * command: ({ in: i }) => ["prepare", text`--day=${i.day}`]
 */
export function text(
  parts: TemplateStringsArray,
  ...values: readonly (AnyRef | string | number | boolean)[]
): Text {
  const between = values.map(toValue);
  // What is no reference becomes one literal with what is beside it, which is escaped as a whole.
  let [json, literal] = ["", parts[0] ?? ""];
  for (const [index, value] of between.entries()) {
    const given = values[index];
    if (typeof given !== "object") literal += textOf(given);
    else {
      json += escaped(literal) + inText(value);
      literal = "";
    }
    literal += parts[index + 1] ?? "";
  }
  json += escaped(literal);
  const cel = parts
    .flatMap((part, index) => [JSON.stringify(part), ...celOf(between[index])])
    .filter((part) => part !== '""')
    .join(" + ");
  const homes = between.flatMap((value) => value.homes);
  return new Value({
    cel: cel || '""',
    json,
    homes,
    spec: { type: "string" },
    isCompound: true,
  }) as unknown as Text;
}

function inText(value: Value): string {
  value.noteUse();
  if (typeof value.json === "string") return value.json;
  return typeof value.json === "object" ? `\${{ ${value.cel} }}` : textOf(value.json);
}

const celOf = (value: Value | undefined): readonly string[] =>
  value === undefined ? [] : [`string(${value.cel})`];
