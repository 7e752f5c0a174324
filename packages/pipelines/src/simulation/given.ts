import type { Given } from "@slipway/model/flows/graph/work.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import type { ComponentFacts } from "../component/types.ts";
import { checkValue } from "../types/check-value.ts";
import { isStored, type Spec } from "../types/spec.ts";
import type { FakeGives } from "./ending.ts";

/** What a step has given by its fake. Throws where that is not what its component gives. */
export function givenBy(gives: FakeGives, { outputs, options }: ComponentFacts, path: string): Given {
  const unknown = Object.keys(gives).find((name) => !Object.hasOwn(outputs, name));
  if (unknown !== undefined)
    throw new TypeError(
      `The fake of ${options.name} gives ${unknown}: its component gives ${Object.keys(outputs).join(", ") || "nothing"}.`,
    );
  const results: Record<string, Json> = {};
  const artifacts: Record<string, Json> = {};
  for (const [name, { spec }] of Object.entries(outputs)) {
    const value = gives[name] ?? (isStored(spec) ? `s3://test/${path}/${name}` : undefined);
    const wrong = wrongIn(value, spec);
    if (wrong !== undefined)
      throw new TypeError(`The fake of ${options.name} gives no ${name} that can be one: it ${wrong}.`);
    if (value === undefined) continue;
    if (isStored(spec)) artifacts[name] = stored(value);
    else results[name] = value;
  }
  return { results, artifacts };
}

const wrongIn = (value: Json | undefined, spec: Spec): string | undefined =>
  value === undefined ? "is missing" : checkValue(value, spec);

const stored = (value: Json): Json =>
  Array.isArray(value) ? value.map(stored) : { uri: value, digest: digestOf(String(value)) };

/** Of what is made up, nothing is there to be digested: other names have others. */
function digestOf(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const character of text)
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return `sha256:${hash.toString(16).padStart(64, "0")}`;
}
