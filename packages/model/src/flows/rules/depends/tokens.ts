import { DependsProblem, quoted } from "./depends-problem.ts";

const MARKS = ["(", ")", "!", "&&", "||"] as const;

export interface Token {
  readonly kind: (typeof MARKS)[number] | "name" | "end";
  /** As written; empty at the end. */
  readonly text: string;
  /** From 1. */
  readonly column: number;
}

/** Characters; room for ten thousand names of a usual length. */
export const LONGEST_DEPENDS = 400_000;

const SPACE = /[ \t\r\n]*/y;
const NAME = /[A-Za-z0-9][-.\w]*/y;

/** What an expression consists of, and its end. Throws a `DependsProblem`. */
export function tokens(text: string): readonly Token[] {
  if (text.length > LONGEST_DEPENDS)
    throw new DependsProblem(
      LONGEST_DEPENDS + 1,
      `it has ${text.length} characters, and at most ${LONGEST_DEPENDS} are read`,
    );
  const found: Token[] = [];
  for (let at = after(SPACE, text, 0); at < text.length; ) {
    const token = tokenAt(text, at);
    found.push(token);
    at = after(SPACE, text, at + token.text.length);
  }
  return [...found, { kind: "end", text: "", column: text.length + 1 }];
}

function tokenAt(text: string, at: number): Token {
  const column = at + 1;
  const mark = MARKS.find((one) => text.startsWith(one, at));
  if (mark !== undefined) return { kind: mark, text: mark, column };
  const end = after(NAME, text, at);
  if (end > at) return { kind: "name", text: text.slice(at, end), column };
  const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw new DependsProblem(column, `${quoted(found)} has no meaning here${HINTS[found] ?? ""}`);
}

const HINTS: Readonly<Record<string, string>> = {
  "&": "; both of two is written &&",
  "|": "; one of two is written ||",
  ",": "; both of two is written &&, one of two ||",
};

/** The place behind what the expression matches there, which is the place itself where it matches nothing. */
function after(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at;
  return at + (expression.exec(text)?.[0].length ?? 0);
}
