import { pythonNumber } from "../python-number.ts";

/** A number of JSON as Python keeps it: text of any length for whole ones, a float otherwise. */
export class PythonNumber {
  /** As `str` and `repr` print it. */
  readonly text: string;
  /** As `json.dumps` writes it. */
  readonly json: string;

  constructor(text: string, json = text) {
    this.text = text;
    this.json = json;
  }
}

/** Objects are maps: theirs is the order of the text, which JavaScript's objects do not keep. */
export type PythonValue =
  | null
  | boolean
  | string
  | PythonNumber
  | readonly PythonValue[]
  | ReadonlyMap<string, PythonValue>;

/** Python converts no more digits than this to a whole number. */
const MOST_DIGITS = 4_300;
/** Python's own limit of nesting is about this. */
const DEEPEST = 990;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const SPACE = /[ \t\n\r]*/y;
const WORDS: readonly (readonly [string, PythonValue])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", new PythonNumber("nan", "NaN")],
  ["Infinity", new PythonNumber("inf", "Infinity")],
  ["-Infinity", new PythonNumber("-inf", "-Infinity")],
];

/** Reads text as Python's `json.loads` does; throws a SyntaxError where that raises. */
export function parsePythonJson(text: string): PythonValue {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  end(): void {
    this.#take(SPACE);
    if (this.#at < this.#text.length) throw this.#wrong();
  }

  value(depth: number): PythonValue {
    if (depth > DEEPEST) throw this.#wrong();
    this.#take(SPACE);
    const next = this.#text[this.#at];
    if (next === '"') return this.#string();
    if (next === "[") return this.#array(depth + 1);
    if (next === "{") return this.#object(depth + 1);
    for (const [word, value] of WORDS) if (this.#skip(word)) return value;
    return this.#number();
  }

  #array(depth: number): PythonValue {
    const items: PythonValue[] = [];
    this.#at++;
    if (this.#ends("]")) return items;
    do items.push(this.value(depth));
    while (this.#more("]"));
    return items;
  }

  #object(depth: number): PythonValue {
    const members = new Map<string, PythonValue>();
    this.#at++;
    if (this.#ends("}")) return members;
    do {
      this.#take(SPACE);
      const name = this.#string();
      this.#take(SPACE);
      if (!this.#skip(":")) throw this.#wrong();
      members.set(name, this.value(depth));
    } while (this.#more("}"));
    return members;
  }

  #number(): PythonNumber {
    const [text, fraction, exponent] = this.#take(NUMBER) ?? [""];
    if (text === "") throw this.#wrong();
    if (fraction !== undefined || exponent !== undefined) return float(Number(text));
    if (text.replace("-", "").length > MOST_DIGITS) throw this.#wrong();
    return new PythonNumber(text === "-0" ? "0" : text);
  }

  #string(): string {
    const [text] = this.#take(STRING) ?? [];
    if (text === undefined) throw this.#wrong();
    return JSON.parse(text) as string;
  }

  #ends(close: string): boolean {
    this.#take(SPACE);
    return this.#skip(close);
  }

  #more(close: string): boolean {
    if (this.#ends(close)) return false;
    if (!this.#skip(",")) throw this.#wrong();
    return true;
  }

  #skip(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found) this.#at += found[0].length;
    return found;
  }

  #wrong(): SyntaxError {
    return new SyntaxError(`what stands at ${this.#at} is not JSON`);
  }
}

function float(value: number): PythonNumber {
  if (Number.isFinite(value)) return new PythonNumber(pythonNumber(value));
  return value > 0 ? new PythonNumber("inf", "Infinity") : new PythonNumber("-inf", "-Infinity");
}
