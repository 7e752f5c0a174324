import type { Json } from "@slipway/model/flows/json.ts";
import type { BuildScope } from "../build/build-scope.ts";
import { checkValue } from "../types/check-value.ts";
import { goesInto, nameOf, type Spec } from "../types/spec.ts";
import { celLiteral, escaped } from "./literal.ts";
import { checkHomes, Value } from "./value.ts";

/** Where something was given: who uses it, what it is called, and what it is to be. */
export interface Where {
  readonly scope: BuildScope;
  /** For sentences, e.g. `train's input lr`. */
  readonly what: string;
  readonly own?: object;
}

/** What was given where a value is asked for. Throws a sentence for what cannot be one. */
export function asValue(given: unknown, spec: Spec, where: Where): Value {
  const value = given instanceof Value ? given : literal(given, spec, where);
  checkHomes(value, where.scope, where.own);
  value.noteUse();
  if (given instanceof Value && !goesInto(spec, value.spec))
    throw new TypeError(
      `${where.what} is ${value.cel}, which is ${nameOf(value.spec)}: expected ${nameOf(spec)}.`,
    );
  return value;
}

/** A value in which references may stand. */
function literal(given: unknown, spec: Spec, where: Where): Value {
  const homes: Value["homes"][number][] = [];
  const { json, cel, isPlain } = composed(given, homes, where);
  const wrong = isPlain ? checkValue(given, spec) : undefined;
  if (wrong !== undefined) throw new TypeError(`${where.what} ${wrong}.`);
  return new Value({ cel, json, homes, spec });
}

interface Composed {
  readonly json: Json;
  readonly cel: string;
  /** No reference is in it. */
  readonly isPlain: boolean;
}

function composed(given: unknown, homes: Value["homes"][number][], where: Where): Composed {
  if (given instanceof Value) {
    homes.push(...given.homes);
    given.noteUse();
    return { json: given.json, cel: given.cel, isPlain: false };
  }
  if (Array.isArray(given)) {
    const parts = given.map((one) => composed(one, homes, where));
    return {
      json: parts.map(({ json }) => json),
      cel: `[${parts.map(({ cel }) => cel).join(", ")}]`,
      isPlain: parts.every(({ isPlain }) => isPlain),
    };
  }
  if (typeof given === "object" && given !== null) return composedObject(given, homes, where);
  return scalar(given, where);
}

function composedObject(given: object, homes: Value["homes"][number][], where: Where): Composed {
  const proto: unknown = Object.getPrototypeOf(given);
  if (proto !== Object.prototype && proto !== null)
    throw new TypeError(
      `${where.what} is a ${given.constructor?.name}: expected a value of JSON or a reference${given instanceof Date ? "; a day is a text as 2026-11-30, and that of the run is run.date" : ""}.`,
    );
  const parts = Object.entries(given)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => [name, composed(inner, homes, where)] as const);
  return {
    json: Object.fromEntries(parts.map(([name, { json }]) => [name, json])),
    cel: `{${parts.map(([name, { cel }]) => `${celLiteral(name)}: ${cel}`).join(", ")}}`,
    isPlain: parts.every(([, { isPlain }]) => isPlain),
  };
}

function scalar(given: unknown, { what }: Where): Composed {
  if (given === undefined) throw new TypeError(`${what} is undefined: is an output of a step misspelt?`);
  if (typeof given === "string") return { json: escaped(given), cel: celLiteral(given), isPlain: true };
  if (given === null || typeof given === "boolean" || (typeof given === "number" && Number.isFinite(given)))
    return { json: given, cel: celLiteral(given), isPlain: true };
  throw new TypeError(`${what} is ${String(given).slice(0, 80)}: expected a value of JSON or a reference.`);
}
