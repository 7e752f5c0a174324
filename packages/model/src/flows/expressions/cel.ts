import { Environment, EvaluationError, ParseError, type ParseResult } from "@marcbachmann/cel-js";
import { didYouMean } from "../did-you-mean.ts";
import { ExpressionError } from "./expression-error.ts";
import { WorkBudget } from "./work-budget.ts";

/** What one expression may be: evaluation takes time by its length and by that of the lists it walks over. */
const LONGEST = 4_096;
const LIMITS = { maxAstNodes: 500, maxDepth: 50, maxListElements: 500, maxMapEntries: 500 } as const;

/** The names that expressions may begin with. */
export const ROOTS = [
  "parameters",
  "steps",
  "item",
  "items",
  "index",
  "run",
  "inputs",
  "results",
  "artifacts",
] as const;

const TYPES: Readonly<Record<string, string>> = { item: "dyn", index: "int" };

const environment = new Environment({
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: LIMITS,
});
for (const root of ROOTS) environment.registerVariable(root, TYPES[root] ?? "map");

// CEL has no arithmetic of an int with a double; JSON's numbers are both, and nobody chooses which.
const ARITHMETIC = {
  "+": (a: number, b: number) => a + b,
  "-": (a: number, b: number) => a - b,
  "*": (a: number, b: number) => a * b,
  "/": (a: number, b: number) => a / b,
} as const;
for (const [sign, of] of Object.entries(ARITHMETIC)) {
  environment.registerOperator(`int ${sign} double`, (a: bigint, b: number) => of(Number(a), b));
  environment.registerOperator(`double ${sign} int`, (a: number, b: bigint) => of(a, Number(b)));
}

const budget = new WorkBudget();

/** Parses CEL (cel.dev) as far as its structure and types can be known. Throws ExpressionError. */
export function parseCel(text: string): ParseResult {
  if (text.length > LONGEST)
    throw new ExpressionError(`has ${text.length} characters, and may have ${LONGEST}`, 0);
  const parsed = told(() => environment.parse(text));
  const { error } = parsed.check();
  if (error !== undefined) throw asExpressionError(error);
  budget.meter(parsed.ast);
  return parsed;
}

/** Throws ExpressionError for what the values make impossible, such as a result that there is none of, and for too much work. */
export const evaluateCel = (parsed: ParseResult, context: Readonly<Record<string, unknown>>): unknown =>
  told(() => budget.within(() => parsed(context) as unknown));

function told<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asExpressionError(error);
  }
}

/**
 * The library tells what is wrong in `summary`, and adds a drawing of the place to `message`. What it calls throws errors of JavaScript's own, of
 * a text that is no JSON for instance, and no expression has a value that throws one.
 */
function asExpressionError(error: unknown): ExpressionError {
  if (error instanceof ExpressionError) return error;
  if (error instanceof ParseError || error instanceof EvaluationError || isTypeError(error))
    return new ExpressionError(wordsOf(error), error.range?.start ?? 0);
  return new ExpressionError(`has no value: ${error instanceof Error ? error.message : String(error)}`, 0);
}

/** A name at the beginning of a path is one of few. */
function wordsOf({ summary, message, code, node }: Located): string {
  const hint = code === "unknown_variable" ? didYouMean(node?.args, ROOTS) : undefined;
  return `${summary ?? message}${hint === undefined ? "" : `; ${hint}`}`;
}

interface Located extends Error {
  readonly summary?: string;
  readonly range?: { readonly start: number } | undefined;
  readonly code?: string | undefined;
  readonly node?: { readonly args?: unknown } | undefined;
}

/** Of the library's own TypeError, which is none of JavaScript's. */
const isTypeError = (error: unknown): error is Located => error instanceof Error && "summary" in error;
