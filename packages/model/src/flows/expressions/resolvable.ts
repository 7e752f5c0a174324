import type { Json } from "../json.ts";
import type { Context } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";
import type { References } from "./references.ts";
import { isTemplate, Template } from "./template.ts";

/** Levels of lists and objects in a value with expressions. */
const DEEPEST = 32;

/** Where in a value an expression stands, as a path of its members. */
export class MisplacedExpression extends ExpressionError {
  readonly path: readonly (string | number)[];

  constructor(error: ExpressionError, path: readonly (string | number)[]) {
    super(error.message, error.at);
    this.path = path;
  }
}

/** What one expression in a value reads, and where it stands: the member whose text it is in, and where it begins there. */
export interface PlacedReferences {
  readonly references: References;
  readonly path: Place;
  readonly at: number;
}

/** A value of JSON in whose texts expressions stand, read once. */
export class Resolvable {
  readonly placed: readonly PlacedReferences[];
  readonly references: readonly References[];
  readonly #resolve: (context: Context) => Json;

  /** Throws MisplacedExpression. */
  constructor(value: Json) {
    const placed: PlacedReferences[] = [];
    this.#resolve = resolverOf(value, [], placed);
    this.placed = placed;
    this.references = placed.map(({ references }) => references);
  }

  /** Throws ExpressionError. */
  resolve(context: Context): Json {
    return this.#resolve(context);
  }
}

type Place = readonly (string | number)[];

function resolverOf(value: Json, place: Place, placed: PlacedReferences[]): (context: Context) => Json {
  if (place.length > DEEPEST)
    throw new MisplacedExpression(new ExpressionError(`is nested deeper than ${DEEPEST} levels`, 0), place);
  if (typeof value === "string") return isTemplate(value) ? ofText(value, place, placed) : () => value;
  if (value === null || typeof value !== "object") return () => value;
  if (Array.isArray(value)) {
    const parts = value.map((inner, index) => resolverOf(inner, [...place, index], placed));
    return (context) => parts.map((part) => part(context));
  }
  const members = Object.entries(value).map(
    ([name, inner]) => [name, resolverOf(inner, [...place, name], placed)] as const,
  );
  return (context) => Object.fromEntries(members.map(([name, part]) => [name, part(context)]));
}

function ofText(text: string, place: Place, placed: PlacedReferences[]): (context: Context) => Json {
  try {
    const template = new Template(text);
    for (const [index, { references }] of template.expressions.entries())
      placed.push({ references, path: place, at: template.starts[index] ?? 0 });
    return (context) => template.evaluate(context);
  } catch (error) {
    throw error instanceof ExpressionError ? new MisplacedExpression(error, place) : error;
  }
}
