import { DependsProblem, quoted } from "./depends-problem.ts";
import type { Depends } from "./expression.ts";
import { operand } from "./operand.ts";
import { type Token, tokens } from "./tokens.ts";

/** How many `(` and `!` may stand within each other. */
export const DEEPEST_DEPENDS = 100;

/**
 * Reads Argo's boolean `depends`: names with or without a result, `!`, `&&`, `||` and parentheses; `!` binds closest, `||` least.
 * Argo evaluates with a larger language (expr-lang), of which its documentation promises no more. Takes time in proportion to the text; throws a
 * `DependsProblem`.
 */
export function parseDepends(text: string): Depends {
  const reader = new Reader(tokens(text));
  const depends = either(reader, 0);
  reader.expect("end", "&&, || or the end");
  return depends;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  get next(): Token {
    return this.#tokens[this.#at] as Token;
  }

  take(): Token {
    const token = this.next;
    if (token.kind !== "end") this.#at += 1;
    return token;
  }

  takes(kind: Token["kind"]): boolean {
    const isNext = this.next.kind === kind;
    if (isNext) this.take();
    return isNext;
  }

  expect(kind: Token["kind"], words: string): void {
    if (this.next.kind !== kind) throw unexpected(this.next, words);
    this.take();
  }
}

function either(reader: Reader, depth: number): Depends {
  const parts = [both(reader, depth)];
  while (reader.takes("||")) parts.push(both(reader, depth));
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { any: parts };
}

function both(reader: Reader, depth: number): Depends {
  const parts = [single(reader, depth)];
  while (reader.takes("&&")) parts.push(single(reader, depth));
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : { all: parts };
}

function single(reader: Reader, depth: number): Depends {
  const token = reader.take();
  if (token.kind === "name") return operand(token);
  if (token.kind !== "!" && token.kind !== "(") throw unexpected(token, "a step's name, ! or (");
  if (depth >= DEEPEST_DEPENDS)
    throw new DependsProblem(token.column, `more than ${DEEPEST_DEPENDS} of ( and ! stand within each other`);
  if (token.kind === "!") return { not: single(reader, depth + 1) };
  const inner = either(reader, depth + 1);
  reader.expect(")", "&&, || or )");
  return inner;
}

function unexpected({ kind, text, column }: Token, expected: string): DependsProblem {
  const found = kind === "end" ? "the end" : quoted(text);
  return new DependsProblem(column, `expected ${expected}, but found ${found}`);
}
