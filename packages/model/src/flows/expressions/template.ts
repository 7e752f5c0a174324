import type { Json } from "../json.ts";
import { type Context, Expression } from "./expression.ts";
import { ExpressionError } from "./expression-error.ts";

const OPEN = "${{";
const CLOSE = "}}";
/** Expressions of one text. */
const MOST = 100;

/** A text with expressions in it, each between `${{` and `}}`, as in GitHub's workflows. */
export class Template {
  readonly expressions: readonly Expression[];
  /** Where each begins in the text. */
  readonly starts: readonly number[];
  /** What stands before, between and after the expressions. */
  readonly #texts: readonly string[];

  /** Throws ExpressionError with the place in the whole text. */
  constructor(text: string) {
    const [expressions, starts, texts] = [[] as Expression[], [] as number[], [] as string[]];
    let from = 0;
    for (let open = text.indexOf(OPEN); open !== -1; open = text.indexOf(OPEN, from)) {
      if (expressions.length === MOST) throw new ExpressionError(`holds more than ${MOST} expressions`, open);
      const end = endOf(text, open + OPEN.length);
      texts.push(text.slice(from, open));
      starts.push(open + OPEN.length);
      expressions.push(parsed(text.slice(open + OPEN.length, end), open + OPEN.length));
      from = end + CLOSE.length;
    }
    texts.push(text.slice(from));
    this.expressions = expressions;
    this.starts = starts;
    this.#texts = texts;
  }

  /** The value itself where the text is one expression and nothing else; otherwise a text. Throws ExpressionError. */
  evaluate(context: Context): Json {
    const [only] = this.expressions;
    const isWhole = this.expressions.length === 1 && this.#texts.every((text) => text === "");
    if (only !== undefined && isWhole) return only.evaluate(context);
    return this.#texts
      .map((text, index) => text + textOf(this.expressions[index]?.evaluate(context)))
      .join("");
  }
}

/** Whether there is anything to evaluate. */
export const isTemplate = (text: string): boolean => text.includes(OPEN);

/** How a value is written into a text: texts as they are, numbers without an exponent, lists and objects as JSON. */
export function textOf(value: Json | undefined): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "number") return JSON.stringify(value);
  return withoutExponent(String(value));
}

const EXPONENT = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/;

/** The same digits, so that the text reads back as the same number. JavaScript writes an exponent only from 1e21 on, and below 1e-6. */
function withoutExponent(text: string): string {
  const [, sign, first = "", others = "", exponent] = EXPONENT.exec(text) ?? [];
  if (exponent === undefined) return text;
  const digits = first + others;
  const power = Number(exponent);
  return power < 0 ? `${sign}0.${"0".repeat(-power - 1)}${digits}` : sign + digits.padEnd(power + 1, "0");
}

/** What counts on the way to an expression's end: quotes may hold braces, and objects have some. */
const BRACE = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{}]/gs;

function endOf(text: string, from: number): number {
  BRACE.lastIndex = from;
  let depth = 0;
  for (let found = BRACE.exec(text); found !== null; found = BRACE.exec(text)) {
    if (depth === 0 && text.startsWith(CLOSE, found.index)) return found.index;
    depth += found[0] === "{" ? 1 : found[0] === "}" ? -1 : 0;
  }
  throw new ExpressionError(`begins with ${OPEN} and is not ended by ${CLOSE}`, from - OPEN.length);
}

function parsed(text: string, at: number): Expression {
  try {
    return new Expression(text);
  } catch (error) {
    throw error instanceof ExpressionError ? new ExpressionError(error.message, at + error.at) : error;
  }
}
