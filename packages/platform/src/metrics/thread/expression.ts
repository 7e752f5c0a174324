import { RE2JS } from "re2js";
import { backtracking } from "./backtracking.ts";

/** Gives the first group of the first match in a text. */
export type Expression = (text: string) => string | undefined;

/**
 * Compiles with RE2, whose time is linear in the line. What RE2 does not have, looking ahead and back-references, goes to
 * the JavaScript engine, which backtracks: only the time that a line may take bounds it. Throws, in words that go on from
 * the metric's name, when the expression cannot be used.
 */
export function compileExpression(regex: string): Expression {
  const { find, groups } = compile(regex);
  if (groups === 0) throw new Error("has a regex without a group for the value");
  return find;
}

function compile(regex: string): { readonly find: Expression; readonly groups: number } {
  try {
    const pattern = RE2JS.compile(regex, RE2JS.LOOKBEHINDS);
    return {
      groups: pattern.groupCount(),
      find: (text) => {
        const matcher = pattern.matcher(text);
        return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
      },
    };
  } catch (error) {
    const other = backtracking(regex);
    if (other !== undefined) return other;
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`has a regex that cannot be used: ${why}`, { cause: error });
  }
}
