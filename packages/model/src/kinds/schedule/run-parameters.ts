// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { ExpressionError } from "../../flows/expressions/expression-error.ts";
import { type MisplacedExpression, Resolvable } from "../../flows/expressions/resolvable.ts";
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
export function runParametersProblem(
  parameters: Values,
): { readonly path: readonly (string | number)[]; readonly message: string } | undefined {
  try {
    const all = new Resolvable(parameters);
    const other = all.placed.find(
      ({ references: { steps, parameters: read } }) => steps.size + read.size > 0,
    );
    if (other !== undefined)
      return {
        path: other.path,
        message: "reads what only a run's steps see: expected an expression of run, e.g. ${{ run.date }}",
      };
    all.resolve({ run: toCel({ ...SOME_SLOT }) });
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { path: (error as Partial<MisplacedExpression>).path ?? [], message: error.message };
  }
}
