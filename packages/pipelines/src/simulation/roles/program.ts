import type { Json } from "@slipway/model/flows/json.ts";
import type { ComponentFacts } from "../../component/types.ts";
import { isStored } from "../../types/spec.ts";
import { valuesGiven } from "../given.ts";
import type { Role } from "./role.ts";
import { specsIn } from "./specs-in.ts";

/** Where a step's program is told its inputs by name, which a command does not. */
export const INPUTS = "slipway.dev/inputs";

/** A program, which gives what its component says. */
export function programRole({ options: { name }, outputs }: ComponentFacts): Role {
  const specs = specsIn(outputs);
  return {
    ...{ name, component: name, what: `The component ${name}` },
    inputs: inputsIn,
    command: commandIn,
    play: (gives, { path }) => {
      const values = Object.entries(valuesGiven(gives, specs, { of: name, by: "its component", path }));
      const part = (stored: boolean) =>
        Object.fromEntries(values.filter(([one]) => isStored(specs[one] ?? { type: "object" }) === stored));
      return { results: part(false), artifacts: part(true) };
    },
  };
}

/** What a program is given by name, as a test sees it: what is stored by its URI. */
function inputsIn(body: Json): Readonly<Record<string, Json>> {
  const { env = {} } = body as { readonly env?: Readonly<Record<string, Readonly<Record<string, Json>>>> };
  return Object.fromEntries(Object.entries(env[INPUTS] ?? {}).map(([name, value]) => [name, uriOf(value)]));
}

/** The whole line that would have run. */
function commandIn(body: Json): readonly Json[] {
  const { command = [], args = [] } = body as {
    readonly command?: readonly Json[];
    readonly args?: readonly Json[];
  };
  return [...command, ...args];
}

function uriOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(uriOf);
  const isStored = typeof value === "object" && value !== null && "uri" in value && "digest" in value;
  return isStored ? (value["uri"] ?? null) : value;
}
