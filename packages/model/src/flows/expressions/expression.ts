import type { ParseResult } from "@marcbachmann/cel-js";
import type { Json } from "../json.ts";
import { evaluateCel, parseCel, type ROOTS } from "./cel.ts";
import { ExpressionError } from "./expression-error.ts";
import { type References, referencesOf } from "./references.ts";
import { fromCel } from "./values.ts";

/** Values as `toCel` makes them, by the names that expressions begin with. */
export type Context = Readonly<Partial<Record<(typeof ROOTS)[number], unknown>>>;

/** One expression in CEL, the Common Expression Language (cel.dev), that Kubernetes and Kubeflow Pipelines have as well. */
export class Expression {
  readonly text: string;
  readonly references: References;
  readonly #parsed: ParseResult;

  /** Throws ExpressionError. */
  constructor(text: string) {
    this.text = text;
    this.#parsed = parseCel(text);
    this.references = referencesOf(this.#parsed.ast);
  }

  /** Throws ExpressionError where it has no value that JSON can say. */
  evaluate(context: Context): Json {
    return fromCel(evaluateCel(this.#parsed, context));
  }

  /** Throws ExpressionError where the value is neither true nor false. */
  decide(context: Context): boolean {
    const value = this.evaluate(context);
    if (typeof value !== "boolean")
      throw new ExpressionError(
        `gives ${JSON.stringify(value).slice(0, 100)}, and has to be true or false`,
        0,
      );
    return value;
  }
}
