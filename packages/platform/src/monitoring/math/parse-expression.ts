import { MathError } from "./math-error.ts";
import type { Syntax } from "./syntax.ts";

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|"([^"]*)"|'([^']*)'|(&&|\|\||==|!=|<=|>=|[-+*/^<>()[\],]))/y;

/** Operators from those that bind least to those that bind most, each from the left, but for the power. */
const LEVELS: readonly (readonly string[])[] = [
  ["||", "OR"],
  ["&&", "AND"],
  ["==", "!=", "<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/"],
];
const SPELT: Readonly<Record<string, string>> = { OR: "||", AND: "&&" };
/** Of parentheses and signs within each other. */
const DEEPEST = 50;
/** CloudWatch's own bound, also of alarms that kubectl makes. */
const LONGEST = 2_048;

type Token =
  | { readonly is: "number"; readonly text: string }
  | { readonly is: "name"; readonly text: string }
  | { readonly is: "text"; readonly text: string }
  | { readonly is: "sign"; readonly text: string };

/** Reads an expression; throws MathError for one that has no meaning. */
export function parseExpression(expression: string): Syntax {
  if (expression.length > LONGEST) throw new MathError(`The expression is longer than ${LONGEST} characters`);
  const reader = new Reader(tokensOf(expression));
  const syntax = reader.operation(0, 0);
  reader.end();
  return syntax;
}

function tokensOf(expression: string): readonly Token[] {
  const tokens: Token[] = [];
  const text = expression.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const [found, number, name, double, single, sign] = TOKEN.exec(text) ?? [];
    if (found === undefined) throw new MathError(`Unexpected text at character ${at + 1} of the expression`);
    if (number !== undefined) tokens.push({ is: "number", text: number });
    else if (name !== undefined) tokens.push({ is: "name", text: name });
    else if (sign !== undefined) tokens.push({ is: "sign", text: sign });
    else tokens.push({ is: "text", text: double ?? single ?? "" });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  end(): void {
    const token = this.#tokens[this.#at];
    if (token !== undefined)
      throw new MathError(`Unexpected ${JSON.stringify(token.text)} in the expression`);
  }

  operation(level: number, depth: number): Syntax {
    if (depth > DEEPEST) throw new MathError("The expression nests too deep");
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power(depth);
    let left = this.operation(level + 1, depth);
    for (
      let operator = this.#tookOne(operators);
      operator !== undefined;
      operator = this.#tookOne(operators)
    ) {
      const right = this.operation(level + 1, depth);
      left = { is: "operation", operator: SPELT[operator] ?? operator, left, right };
    }
    return left;
  }

  #power(depth: number): Syntax {
    if (depth > DEEPEST) throw new MathError("The expression nests too deep");
    if (this.#tookOne(["-"])) return { is: "minus", of: this.#power(depth + 1) };
    if (this.#tookOne(["+"])) return this.#power(depth + 1);
    const base = this.#single(depth);
    if (!this.#tookOne(["^"])) return base;
    return { is: "operation", operator: "^", left: base, right: this.#power(depth + 1) };
  }

  #single(depth: number): Syntax {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === undefined) throw new MathError("The expression ends too early");
    switch (token.is) {
      case "number":
        return { is: "number", value: Number(token.text) };
      case "text":
        return { is: "text", value: token.text };
      case "name":
        if (!this.#tookOne(["("])) return { is: "name", name: token.text };
        return { is: "call", name: token.text.toUpperCase(), given: this.#items(")", depth) };
      case "sign":
        return this.#grouped(token.text, depth);
    }
  }

  #grouped(sign: string, depth: number): Syntax {
    if (sign === "[") return { is: "list", items: this.#items("]", depth) };
    if (sign !== "(") throw new MathError(`Unexpected ${JSON.stringify(sign)} in the expression`);
    const inner = this.operation(0, depth + 1);
    this.#need(")");
    return inner;
  }

  #items(close: string, depth: number): readonly Syntax[] {
    if (this.#tookOne([close])) return [];
    const items = [this.operation(0, depth + 1)];
    while (this.#tookOne([","])) items.push(this.operation(0, depth + 1));
    this.#need(close);
    return items;
  }

  #need(sign: string): void {
    if (!this.#tookOne([sign])) throw new MathError(`The expression lacks a ${JSON.stringify(sign)}`);
  }

  #tookOne(wanted: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || (token.is !== "sign" && token.is !== "name") || !wanted.includes(token.text))
      return undefined;
    this.#at += 1;
    return token.text;
  }
}
