import { defined } from "@slipway/model";
import type { RunBody } from "@slipway/model/flows/definition.ts";
import { textOf } from "@slipway/model/flows/expressions/template.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import { asValue, type Where } from "../references/convert.ts";
import { member } from "../references/literal.ts";
import { Value } from "../references/value.ts";
import { isStored, type Spec } from "../types/spec.ts";
import type { TypesByName } from "../types/typed.ts";
import type { ComponentFacts, JsonByName, Resources, Word } from "./types.ts";

type Values = Readonly<Record<string, Value>>;

/** What a step of a component runs, with what it was given. */
export function runBody(component: ComponentFacts, given: Values, where: Where): RunBody {
  const { options, inputs, outputs } = component;
  const parts = { in: inParts(inputs, given, component), out: outParts(outputs, component) };
  const own = { ...where, own: component };
  const written = <T>(part: T | ((parts: never) => T) | undefined): T | undefined =>
    typeof part === "function" ? (part as (all: object) => T)(parts) : part;
  const command = words(written(options.command), { ...own, what: `${where.what}'s command` });
  const args = words(written(options.args), { ...own, what: `${where.what}'s args` });
  const env = written(options.env);
  const fixed = command.findIndex((word) => typeof word !== "string" || word.includes("${{"));
  const atStart = fixed === -1 ? command : command.slice(0, fixed);
  return defined({
    image: options.image,
    command: some(atStart as readonly string[]),
    args: some([...(fixed === -1 ? [] : command.slice(fixed)), ...args]),
    env: env && envOf(env, own),
    inputs: some(storedInputs(inputs, given)),
    results: some(
      namesIn(outputs, (spec) => !isStored(spec)).map((name) => ({ name, ...typeOf(outputs, name) })),
    ),
    artifacts: some(namesIn(outputs, isStored).map((name) => ({ name, ...kindOf(outputs, name) }))),
    secrets: options.secrets,
    instanceType: options.instanceType,
    resources: options.resources && resourcesOf(options.resources),
  });
}

const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list);

const namesIn = (types: TypesByName, is: (spec: Spec) => boolean): readonly string[] =>
  Object.keys(types).filter((name) => is(types[name]?.spec ?? { type: "object" }));

const typeOf = (types: TypesByName, name: string) =>
  defined({ type: types[name]?.spec.type as Exclude<Spec["type"], "artifact"> | undefined });

const kindOf = (types: TypesByName, name: string) => defined({ type: types[name]?.spec.kind });

const storedInputs = (inputs: TypesByName, given: Values) =>
  namesIn(inputs, isStored).flatMap((name) => {
    const value = given[name];
    return value === undefined ? [] : [{ name, from: value.json }];
  });

function inParts(inputs: TypesByName, given: Values, component: object): Values {
  const entries = Object.entries(given).map(([name, value]): [string, Value] => {
    const isFiles = isStored(inputs[name]?.spec ?? value.spec);
    return [name, isFiles ? pathOf("inputs", name, component) : value];
  });
  return Object.fromEntries(entries);
}

const outParts = (outputs: TypesByName, component: object) =>
  Object.fromEntries(
    Object.entries(outputs).map(([name, { spec }]) => [
      name,
      { path: pathOf(isStored(spec) ? "artifacts" : "results", name, component) },
    ]),
  );

const pathOf = (root: "inputs" | "results" | "artifacts", name: string, component: object): Value =>
  new Value({ cel: `${member(root, name)}.path`, spec: { type: "string" }, homes: [component] });

function words(all: readonly Word[] | undefined, where: Where): readonly Json[] {
  return (all ?? []).map((word, index) => {
    const what = `${where.what}, word ${index + 1},`;
    const { json } = asWord(word, { ...where, what });
    return typeof json === "string" || typeof json === "object" ? json : textOf(json);
  });
}

/** Anything may stand in a command, whatever its type. */
function asWord(word: unknown, where: Where): Value {
  const spec: Spec = word instanceof Value ? word.spec : { type: typeof word as "string" };
  return asValue(word, spec, where);
}

const envOf = (env: Readonly<Record<string, Word>>, where: Where): JsonByName =>
  Object.fromEntries(
    Object.entries(env).map(([name, word]) => {
      const { json } = asWord(word, { ...where, what: `${where.what}'s env ${name}` });
      return [name, typeof json === "string" || typeof json === "object" ? json : textOf(json)];
    }),
  );

const resourcesOf = ({ gpu, ...others }: Resources): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...others, ...defined({ "nvidia.com/gpu": gpu }) })
      .filter(([, amount]) => amount !== undefined)
      .map(([name, amount]) => [name, String(amount)]),
  );
