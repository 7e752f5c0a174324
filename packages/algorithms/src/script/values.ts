import { pythonNumber } from "../python-number.ts";

const RESERVED = "sagemaker_";

/** Hyperparameters with their values decoded: SDKs write each one as JSON, people as plain text. */
export interface Values {
  /** Those for the program. */
  readonly own: Readonly<Record<string, unknown>>;
  /** Those that say how to run it, which start with `sagemaker_`. */
  readonly reserved: Readonly<Record<string, unknown>>;
}

export function decodeHyperparameters(texts: Readonly<Record<string, string>>): Values {
  const entries = Object.entries(texts).map(([name, text]) => [name, decode(text)] as const);
  return {
    own: Object.fromEntries(entries.filter(([name]) => !name.startsWith(RESERVED))),
    reserved: Object.fromEntries(entries.filter(([name]) => name.startsWith(RESERVED))),
  };
}

/** `--name value` for each, sorted by name, as sagemaker-training-toolkit passes them. */
export function commandArguments(values: Readonly<Record<string, unknown>>): readonly string[] {
  return sorted(values).flatMap(([name, value]) => [
    name.length > 1 ? `--${name}` : `-${name}`,
    argumentText(value),
  ]);
}

/** A value as the toolkit puts it into an environment variable. */
export function variableText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : compactJson(value);
}

/** JSON with sorted keys, without spaces, in ASCII. */
function compactJson(value: unknown): string {
  if (value instanceof Float) return value.toString();
  if (Array.isArray(value)) return `[${value.map(compactJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = sorted(value as Readonly<Record<string, unknown>>);
    return `{${members.map(([name, member]) => `${compactJson(name)}:${compactJson(member)}`).join(",")}}`;
  }
  const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return (JSON.stringify(value) ?? "null").replace(/[\u007f-\uffff]/g, escaped);
}

/** A number that is written as a decimal: "1.0" must not turn into "1". */
class Float {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  toString(): string {
    return pythonNumber(this.#value);
  }
}

function decode(text: string): unknown {
  if (/^-?\d+$/.test(text)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "number" ? new Float(value) : value;
  } catch {
    return text;
  }
}

/** As Python's `str` has it, except that members of an object become `name=value` pairs. */
function argumentText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (typeof value === "object" && !Array.isArray(value) && !(value instanceof Float)) {
    const members = sorted(value as Readonly<Record<string, unknown>>);
    return members.map(([name, member]) => `${name}=${pythonText(member)}`).join(",");
  }
  return pythonText(value);
}

function pythonText(value: unknown): string {
  return typeof value === "string" ? value : pythonLiteral(value);
}

/** As Python's `repr` has it. */
function pythonLiteral(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(pythonLiteral).join(", ")}]`;
  if (typeof value === "object" && !(value instanceof Float)) {
    const members = Object.entries(value).map(([name, member]) => `'${name}': ${pythonLiteral(member)}`);
    return `{${members.join(", ")}}`;
  }
  return String(value);
}

/** By code unit, as Python sorts text. */
function sorted(values: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  return Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1));
}
