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
  const read = new Set<string>();
  const parts = { in: inParts(given, component, (name) => read.add(name)), out: outParts(component) };
  const own = { ...where, own: component };
  const written = <T>(part: T | ((parts: never) => T) | undefined): T | undefined =>
    typeof part === "function" ? (part as (all: object) => T)(parts) : part;
  const command = words(written(options.command), { ...own, what: `${where.what}'s command` });
  const args = words(written(options.args), { ...own, what: `${where.what}'s args` });
  const env = written(options.env);
  checkRead(inputs, read, where.what);
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

/** `onRead` is told of each that the command, the args or the env name. */
function inParts(given: Values, component: ComponentFacts, onRead: (name: string) => void): object {
  const parts = {};
  for (const [name, value] of Object.entries(given)) {
    const isFiles = isStored(component.inputs[name]?.spec ?? value.spec);
    const part = isFiles ? pathOf("inputs", name, component) : value;
    const get = (): Value => {
      onRead(name);
      return part;
    };
    Object.defineProperty(parts, name, { get, enumerable: true });
  }
  return parts;
}

/** A value that is handed on nowhere would change nothing, and nobody would see why. */
function checkRead(inputs: TypesByName, read: ReadonlySet<string>, who: string): void {
  const lost = namesIn(inputs, (spec) => !isStored(spec)).find((name) => !read.has(name));
  if (lost !== undefined)
    throw new TypeError(
      `${who} does nothing with its input ${lost}: name it in its command, its args or its env.`,
    );
}

const outParts = (component: ComponentFacts) =>
  Object.fromEntries(
    Object.entries(component.outputs).map(([name, { spec }]) => [
      name,
      { path: pathOf(isStored(spec) ? "artifacts" : "results", name, component) },
    ]),
  );

const pathOf = (root: "inputs" | "results" | "artifacts", name: string, owner: object): Value =>
  new Value({ cel: `${member(root, name)}.path`, spec: { type: "string" }, homes: [owner] });

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
