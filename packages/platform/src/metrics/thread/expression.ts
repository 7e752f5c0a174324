import { RE2JS } from "re2js";
import { wordsOf } from "#lib/words-of.ts";
import { backtracking } from "./backtracking.ts";

/** The group of this name is the program's own count, e.g. of epochs; the first other one is the value. */
const STEP = "step";

/** What the first match in a text has captured. */
export interface Captured {
  readonly value?: string | undefined;
  readonly step?: string | undefined;
}

export type Expression = (text: string) => Captured | undefined;

interface Compiled {
  readonly groups: number;
  readonly named: Readonly<Record<string, number>>;
  find(text: string): ((group: number) => string | undefined) | undefined;
}

/**
 * Compiles with RE2, whose time is linear in the line. What RE2 does not have, looking ahead and back-references, goes to
 * the JavaScript engine, which backtracks: only the time that a line may take bounds it. Throws, in words that go on from
 * the metric's name, when the expression cannot be used.
 */
export function compileExpression(regex: string): Expression {
  const { find, groups, named } = compile(regex);
  const step = named[STEP];
  if (groups === (step === undefined ? 0 : 1)) throw new Error("has a regex without a group for the value");
  const value = step === 1 ? 2 : 1;
  return (text) => {
    const found = find(text);
    return found && { value: found(value), step: step === undefined ? undefined : found(step) };
  };
}

function compile(regex: string): Compiled {
  try {
    const pattern = RE2JS.compile(regex, RE2JS.LOOKBEHINDS);
    return {
      groups: pattern.groupCount(),
      named: pattern.namedGroups(),
      find: (text) => {
        const matcher = pattern.matcher(text);
        return matcher.find() ? (group) => matcher.group(group) ?? undefined : undefined;
      },
    };
  } catch (error) {
    const other = backtracking(regex);
    if (other !== undefined) return other;
    const why = wordsOf(error);
    throw new Error(`has a regex that cannot be used: ${why}`, { cause: error });
  }
}
