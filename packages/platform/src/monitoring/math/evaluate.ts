import { FUNCTIONS, OPERATORS } from "./functions.ts";
import { MathError } from "./math-error.ts";
import type { Syntax } from "./syntax.ts";
import { combined, type MathValue, mapped, numberValue, type TimeSeries } from "./values.ts";

/** What names in an expression stand for. Throws MathError for a name that stands for nothing. */
export interface Scope {
  valueOf(name: string): MathValue;
  /** Every metric of the request, those whose ids hold the text where one is given. */
  metrics(holding?: string): readonly TimeSeries[];
  /** Told of every value that is come to, in periods; throws MathError where that is too much. */
  spend(periods: number): void;
}

/** Words that FILL takes without quotes. */
const WORDS = ["REPEAT", "LINEAR"];
/** As many as a request has metrics; a list of lists of lists has no other bound. */
const LONGEST_LIST = 500;

/** What the expression comes to. Throws MathError. */
export function evaluate(syntax: Syntax, scope: Scope): MathValue {
  const value = meant(syntax, scope);
  scope.spend(periodsIn(value));
  return value;
}

function periodsIn(value: MathValue): number {
  if (value.is === "series") return value.series.periods.count;
  return value.is === "list" ? value.list.reduce((sum, { periods }) => sum + periods.count, 0) : 1;
}

function meant(syntax: Syntax, scope: Scope): MathValue {
  switch (syntax.is) {
    case "number":
      return numberValue(syntax.value);
    case "text":
      return { is: "text", text: syntax.value };
    case "name":
      return WORDS.includes(syntax.name) ? { is: "text", text: syntax.name } : scope.valueOf(syntax.name);
    case "list":
      return { is: "list", list: listed(syntax.items.flatMap((item) => seriesIn(evaluate(item, scope)))) };
    case "minus":
      return mapped(evaluate(syntax.of, scope), (value) => -value);
    case "operation":
      return combined(
        evaluate(syntax.left, scope),
        evaluate(syntax.right, scope),
        operatorOf(syntax.operator),
      );
    case "call":
      return called(syntax, scope);
  }
}

function called({ name, given }: Extract<Syntax, { is: "call" }>, scope: Scope): MathValue {
  const values = given.map((one) => evaluate(one, scope));
  if (name === "METRICS") {
    const [holding] = values;
    return { is: "list", list: scope.metrics(holding?.is === "text" ? holding.text : undefined) };
  }
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (known === undefined)
    throw new MathError(`The function ${name.slice(0, 64)} of metric math is not served here`);
  return known(values);
}

function operatorOf(sign: string): (left: number, right: number) => number {
  const operator = OPERATORS[sign];
  if (operator === undefined) throw new MathError(`${sign} is no operator`);
  return operator;
}

function listed(list: readonly TimeSeries[]): readonly TimeSeries[] {
  if (list.length <= LONGEST_LIST) return list;
  throw new MathError(`A list holds more than ${LONGEST_LIST} metrics`);
}

function seriesIn(value: MathValue): readonly TimeSeries[] {
  if (value.is === "series") return [value.series];
  if (value.is === "list") return value.list;
  throw new MathError("A list holds something that is no metric");
}
