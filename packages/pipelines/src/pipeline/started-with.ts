import type { Json } from "@slipway/model/flows/json.ts";
import { type Home, Value } from "../references/value.ts";
import { checkValue } from "../types/check-value.ts";
import { goesInto, type Spec } from "../types/spec.ts";
import type { TypesByName } from "../types/typed.ts";

/** What starts a pipeline's runs, for sentences. */
interface Starter {
  /** Its values may stand in what it gives; absent: it has none of its own. */
  readonly home?: Home;
  /** What a value of its own could be, and where it is written. */
  readonly example: string;
  readonly values: string;
}

/** The parameters that a schedule's or a trigger's runs are given, and all that is wrong with them in sentences. */
export function startedWith(
  given: Readonly<Record<string, unknown>>,
  params: TypesByName,
  starter: Starter,
): { readonly parameters: Readonly<Record<string, Json>>; readonly wrong: readonly string[] } {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(params, name));
  const wrong = unknown.map((name) => `There is no parameter ${name}.`);
  const parameters: Record<string, Json> = {};
  for (const [name, { spec }] of Object.entries(params)) {
    const value = given[name];
    const problem = parameterProblem(value, spec, starter);
    if (problem !== undefined) wrong.push(`Its parameter ${name} ${problem}.`);
    else if (value !== undefined) parameters[name] = value instanceof Value ? value.json : (value as Json);
  }
  return { parameters, wrong };
}

function parameterProblem(
  value: unknown,
  spec: Spec,
  { home, example, values }: Starter,
): string | undefined {
  if (value === undefined)
    return spec.default === undefined ? `has no value: give it a default, or one in ${example}` : undefined;
  if (!(value instanceof Value)) return checkValue(value, spec);
  return value.homes.some((one) => one !== home) || !goesInto(spec, value.spec)
    ? `is ${value.cel}: expected a value or one of ${values}`
    : undefined;
}
