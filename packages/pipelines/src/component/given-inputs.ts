import { isMade } from "../build/made.ts";
import type { TypesByName } from "../types/typed.ts";

/** What was given for each, defaults filled in. Throws for what is missing, and for what nobody asks for unless it is all that another step gives. */
export function givenInputs(
  types: TypesByName,
  given: object,
  who: string,
): readonly (readonly [string, unknown])[] {
  const all = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(all).find((name) => !Object.hasOwn(types, name));
  if (unknown !== undefined && !isMade(given))
    throw new TypeError(`${who} has no input ${unknown}: it has ${Object.keys(types).join(", ") || "none"}.`);
  return Object.entries(types).map(([name, { spec }]) => {
    const value = all[name] ?? spec.default;
    if (value === undefined)
      throw new TypeError(
        `${who} is not given its input ${name}, or is given undefined: is an output of a step misspelt?`,
      );
    return [name, value] as const;
  });
}
