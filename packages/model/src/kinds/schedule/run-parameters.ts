// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { Resolvable } from "../../flows/expressions/resolvable.ts";
import { type ExpressionProblem, runExpressionsProblem } from "../../flows/expressions/run-expressions.ts";
import { toCel } from "../../flows/expressions/values.ts";
import type { Json } from "../../flows/index.ts";

type Values = Readonly<Record<string, Json>>;

/** What the parameters of a schedule may read as `run`. */
export interface SlotFacts {
  readonly name: string;
  readonly namespace: string;
  readonly flow: string;
  readonly scheduledTime: string;
  readonly date: string;
}

/** The parameters of one run. Throws ExpressionError where an expression has no value. */
export const runParameters = (parameters: Values, facts: SlotFacts): Values =>
  new Resolvable(parameters).resolve({ run: toCel({ ...facts }) }) as Values;

const SOME_SLOT: SlotFacts = {
  ...{ name: "run", namespace: "default", flow: "flow" },
  ...{ scheduledTime: "2026-11-30T03:00:00Z", date: "2026-11-30" },
};

/** Why the parameters of a schedule have no values, a member and a sentence; undefined where they have. */
export const runParametersProblem = (parameters: Values): ExpressionProblem | undefined =>
  runExpressionsProblem(() => new Resolvable(parameters), {
    example: "${{ run.date }}",
    use: (all) => void all.resolve({ run: toCel({ ...SOME_SLOT }) }),
  });
