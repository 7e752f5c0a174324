import { ExpressionError } from "./expression-error.ts";
import type { MisplacedExpression, PlacedReferences } from "./resolvable.ts";

/** What is wrong with expressions: where, and what goes on from the member's name. */
export interface ExpressionProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Placed {
  readonly placed: readonly Pick<PlacedReferences, "references" | "path">[];
}

/**
 * Why what is to see a run's own facts alone has no values; undefined where it has. `read` gives what it reads, `use` what comes of it; either may
 * throw ExpressionError. `example`: an expression that would do.
 */
export function runExpressionsProblem<T extends Placed>(
  read: () => T,
  { example, use }: { readonly example: string; use?(all: T): void },
): ExpressionProblem | undefined {
  try {
    const all = read();
    const other = all.placed.find(
      ({ references: { steps, parameters } }) => steps.size + parameters.size > 0,
    );
    if (other !== undefined)
      return {
        path: other.path,
        message: `reads what only a run's steps see: expected an expression of run, e.g. ${example}`,
      };
    use?.(all);
    return undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { path: (error as Partial<MisplacedExpression>).path ?? [], message: error.message };
  }
}
