import type { Json } from "@slipway/model/flows/json.ts";
import { checkValue } from "../types/check-value.ts";
import { isStored, type Spec } from "../types/spec.ts";
import type { FakeGives } from "./ending.ts";

interface Whose {
  /** For sentences: what the fake stands for, and what says what that gives, e.g. `train` and `its component`. */
  readonly of: string;
  readonly by: string;
  readonly path: string;
  /** It need not give all that it may. */
  readonly mayLack?: boolean;
}

/** What a step has given by its fake; what is stored and not given is made up. Throws where that is not what it gives. */
export function valuesGiven(
  gives: FakeGives,
  specs: Readonly<Record<string, Spec>>,
  { of, by, path, mayLack = false }: Whose,
): Readonly<Record<string, Json>> {
  const unknown = Object.keys(gives).find((name) => !Object.hasOwn(specs, name));
  if (unknown !== undefined)
    throw new TypeError(
      `The fake of ${of} gives ${unknown}: ${by} gives ${Object.keys(specs).join(", ") || "nothing"}.`,
    );
  const values = Object.entries(specs).map(([name, spec]): readonly (readonly [string, Json])[] => {
    const value = gives[name] ?? (isStored(spec) ? `s3://test/${path}/${name}` : undefined);
    if (value === undefined && mayLack) return [];
    const wrong = wrongIn(value, spec);
    if (wrong !== undefined || value === undefined)
      throw new TypeError(`The fake of ${of} gives no ${name} that can be one: it ${wrong}.`);
    return [[name, isStored(spec) ? stored(value) : value]];
  });
  return Object.fromEntries(values.flat());
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
