import type { ParameterType } from "../definition.ts";
import type { Json } from "../json.ts";
import { dateProblem } from "./calendar-date.ts";
import { jsonProblem } from "./json-problem.ts";

/** A value, or why there is none. */
export type Parsed = { readonly value: Json } | { readonly wrong: string };

interface TypeRules {
  /** What is expected, with an example. */
  readonly expected: string;
  /** Why a value is none of the type; undefined where it is one. */
  problem(value: unknown): string | undefined;
  /** Of a text as it stands on a command line. */
  parse(text: string): Parsed;
}

const INTEGER = /^-?(?:0|[1-9]\d*)$/;
/** As JSON writes them (RFC 8259, 6). */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
const { MAX_SAFE_INTEGER } = Number;

const TEXT = "expected a text";
const WHOLE = "expected a whole number, e.g. 7";
const REAL = "expected a number, e.g. 0.1";
const TRUTH = "expected true or false";
const LIST = "expected a list, in JSON, e.g. [0.1, 0.2]";
const OBJECT = 'expected an object, in JSON, e.g. {"depth": 6}';

const RULES: Readonly<Record<ParameterType, TypeRules>> = {
  string: {
    expected: TEXT,
    problem: (value) => (typeof value === "string" ? undefined : TEXT),
    parse: (text) => ({ value: text }),
  },
  integer: {
    expected: WHOLE,
    problem: (value) => (Number.isInteger(value) ? inRange(value as number) : WHOLE),
    parse: (text) => (INTEGER.test(text) ? ranged(Number(text)) : { wrong: WHOLE }),
  },
  number: {
    expected: REAL,
    problem: (value) => (Number.isFinite(value) ? undefined : REAL),
    parse: (text) =>
      NUMBER.test(text) && Number.isFinite(Number(text)) ? { value: Number(text) + 0 } : { wrong: REAL },
  },
  boolean: {
    expected: TRUTH,
    problem: (value) => (typeof value === "boolean" ? undefined : TRUTH),
    parse: (text) => (text === "true" || text === "false" ? { value: text === "true" } : { wrong: TRUTH }),
  },
  date: {
    expected: dateProblem("") ?? "",
    problem: (value) => (typeof value === "string" ? dateProblem(value) : dateProblem("")),
    parse: (text) => wrongOr(dateProblem(text), text),
  },
  list: composed(LIST, Array.isArray),
  object: composed(OBJECT, (value) => typeof value === "object" && value !== null && !Array.isArray(value)),
};

/** What values of a type have to be. */
export const rulesOf = (type: ParameterType): TypeRules => RULES[type];

function composed(expected: string, isOfKind: (value: unknown) => boolean): TypeRules {
  const problem = (value: unknown) => (isOfKind(value) ? jsonProblem(value) : expected);
  return {
    expected,
    problem,
    parse: (text) => {
      try {
        const value = JSON.parse(text) as Json;
        return wrongOr(problem(value), value);
      } catch {
        return { wrong: expected };
      }
    },
  };
}

const wrongOr = (wrong: string | undefined, value: Json): Parsed =>
  wrong === undefined ? { value } : { wrong };

// The sum makes 0 of -0, which JSON does not tell apart.
const ranged = (value: number): Parsed => wrongOr(inRange(value), value + 0);

const inRange = (value: number): string | undefined =>
  Number.isSafeInteger(value)
    ? undefined
    : `whole numbers go from -${MAX_SAFE_INTEGER} to ${MAX_SAFE_INTEGER}`;
