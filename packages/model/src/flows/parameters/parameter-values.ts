import { canonicalJson } from "../../canonical-json.ts";
import type { FlowDefinition, FlowParameter } from "../definition.ts";
import { didYouMean } from "../did-you-mean.ts";
import { type FlowProblem, FlowProblems } from "../graph/problem.ts";
import type { Json } from "../json.ts";
import { type Parsed, rulesOf } from "./parameter-types.ts";

/** By name; each of its type, those that were not given by their defaults. */
export type ParameterValues = Readonly<Record<string, Json>>;

/** Of what is given: characters of all together, so that a run's object stays storable. */
const MOST_CHARACTERS = 1024 * 1024;
/** Of problems so many are told. */
const MOST_PROBLEMS = 100;

/**
 * The values of a run's parameters from texts, as `--param NAME=TEXT` gives them: numbers, lists and objects as JSON writes them, texts and dates as
 * they are. Throws FlowProblems with all that is wrong, each by its parameter's name: `parameters.day`.
 */
export function parametersFromTexts(
  parameters: readonly FlowParameter[],
  texts: Readonly<Record<string, string>>,
): ParameterValues {
  requireShort(Object.values(texts).reduce((sum, { length }) => sum + length, 0));
  return resolved(parameters, texts, (text, { type }) => rulesOf(type).parse(text));
}

/** The same from values of JSON, as a FlowRun holds them. Throws FlowProblems. */
export function parametersFromValues(
  parameters: readonly FlowParameter[],
  values: Readonly<Record<string, unknown>>,
): ParameterValues {
  const found = resolved(parameters, values, (value, { type }): Parsed => {
    const wrong = rulesOf(type).problem(value);
    return wrong === undefined ? { value: value as Json } : { wrong };
  });
  requireShort(JSON.stringify(found).length);
  return found;
}

/** Why a value of the parameter's type is none that it may have; undefined where it is one. */
export function enumProblem(value: Json, { enum: allowed }: FlowParameter): string | undefined {
  if (allowed === undefined || allowed.some((one) => canonicalJson(one) === canonicalJson(value)))
    return undefined;
  return didYouMean(value, allowed) ?? `expected ${allowed.map(shown).join(", ")}`;
}

/** A value in a message. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 80);

function resolved<T>(
  parameters: readonly FlowParameter[],
  given: Readonly<Record<string, T>>,
  parse: (value: T, parameter: FlowParameter) => Parsed,
): ParameterValues {
  const problems: FlowProblem[] = [];
  const wrong = (name: string, message: string) =>
    problems.length < MOST_PROBLEMS && problems.push({ path: ["parameters", name], message });
  const values = parameters.flatMap((parameter): readonly (readonly [string, Json])[] => {
    const { name, type, default: otherwise } = parameter;
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined && otherwise !== undefined) return [[name, otherwise]];
    const parsed: Parsed =
      value === undefined
        ? { wrong: `is not given and has no default: ${rulesOf(type).expected}` }
        : judged(value, parse(value, parameter), parameter);
    if ("value" in parsed) return [[name, parsed.value]];
    wrong(name, parsed.wrong);
    return [];
  });
  const known = parameters.map(({ name }) => name);
  const names = new Set(known);
  for (const name of Object.keys(given)) if (!names.has(name)) wrong(name, unknown(name, known));
  if (problems.length > 0) throw new FlowProblems(problems);
  return Object.fromEntries(values);
}

function judged(given: unknown, parsed: Parsed, parameter: FlowParameter): Parsed {
  const wrong = "wrong" in parsed ? parsed.wrong : enumProblem(parsed.value, parameter);
  return wrong === undefined ? parsed : { wrong: `is ${shown(given)}: ${wrong}` };
}

function unknown(name: string, known: readonly string[]): string {
  if (known.length === 0) return "is not known: the flow has no parameters";
  return `is not known: ${didYouMean(name, known) ?? `expected ${known.join(", ").slice(0, 500)}`}`;
}

function requireShort(characters: number): void {
  if (characters > MOST_CHARACTERS)
    throw new FlowProblems([
      {
        path: ["parameters"],
        message: `have ${characters} characters together, and may have ${MOST_CHARACTERS}: keep data in buckets`,
      },
    ]);
}

/** Those of the values that are of parameters of the definition. */
export function valuesKnownTo(
  { parameters = [] }: Pick<FlowDefinition, "parameters">,
  values: ParameterValues,
): ParameterValues {
  const names = new Set(parameters.map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
