import type { Resource } from "@slipway/model";
import { badRequest } from "../errors/status-errors.ts";
import { limitTerms } from "./limit-terms.ts";

export type Matches = (object: Resource) => boolean;

interface Requirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "absent";
  readonly values: ReadonlySet<string>;
}

/** `a=b,c!=d,e in (f,g),h notin (i),j,!k`; undefined when it selects everything. */
export function labelSelector(text: string | undefined): Matches | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const requirements = new Parser(text).requirements();
  limitTerms(requirements.length);
  return (object) => {
    const labels = object.metadata.labels ?? {};
    return requirements.every((requirement) => holds(requirement, labels));
  };
}

function holds({ key, operator, values }: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  if (operator === "exists") return value !== undefined;
  if (operator === "absent") return value === undefined;
  const among = value !== undefined && values.has(value);
  return operator === "in" ? among : !among;
}

const NONE: ReadonlySet<string> = new Set();
const TOKEN = /\s*(==|!=|[=!,()<>]|[^\s=!,()<>]+)/y;
const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** The grammar of real servers, with their words where it is broken. */
class Parser {
  readonly #tokens: string[] = [];
  #position = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    for (;;) {
      const match = TOKEN.exec(text);
      if (match === null) break;
      this.#tokens.push(match[1] as string);
    }
  }

  requirements(): readonly Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      found.push(this.#requirement());
      const next = this.#next();
      if (next === undefined) return found;
      if (next !== ",") throw unparsable(next, "',' or 'end of string'");
    }
  }

  #requirement(): Requirement {
    if (this.#peek() === "!") {
      this.#next();
      return { key: this.#key(), operator: "absent", values: NONE };
    }
    const key = this.#key();
    const operator = this.#peek();
    if (operator === undefined || operator === ",") return { key, operator: "exists", values: NONE };
    this.#next();
    switch (operator) {
      case "=":
      case "==":
        return { key, operator: "in", values: new Set([this.#exact()]) };
      case "!=":
        return { key, operator: "notin", values: new Set([this.#exact()]) };
      case "in":
      case "notin":
        return { key, operator, values: new Set(this.#values()) };
      default:
        throw unparsable(operator, "in, notin, =, ==, !=, gt, lt");
    }
  }

  #key(): string {
    const key = this.#next() ?? "";
    if (!/^[^=!,()<>]/.test(key)) throw unparsable(key, "!, identifier, or 'end of string'");
    if (!KEY.test(key)) {
      throw badRequest(`unable to parse requirement: <nil>: Invalid value: "${key}": not a qualified name`);
    }
    return key;
  }

  #exact(): string {
    const next = this.#peek();
    if (next === undefined || next === ",") return "";
    if (/^[=!()<>]/.test(next)) throw unparsable(next, "identifier");
    return this.#value(this.#next() as string);
  }

  #values(): readonly string[] {
    const open = this.#next();
    if (open !== "(") throw unparsable(open ?? "", "'('");
    const values: string[] = [];
    /** What stands between two commas; nothing is the empty value. */
    let value = "";
    for (;;) {
      const next = this.#next();
      if (next === undefined) throw unparsable("", "',' or ')'");
      if (next !== "," && next !== ")") value = this.#value(next);
      else {
        values.push(value);
        value = "";
        if (next === ")") return values;
      }
    }
  }

  #value(value: string): string {
    if (value.length <= 63 && VALUE.test(value)) return value;
    throw badRequest(
      `unable to parse requirement: values[0]: Invalid value: "${value}": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`,
    );
  }

  #peek(): string | undefined {
    return this.#tokens[this.#position];
  }

  #next(): string | undefined {
    return this.#tokens[this.#position++];
  }
}

function unparsable(found: string, expected: string): Error {
  return badRequest(`unable to parse requirement: found '${found}', expected: ${expected}`);
}
