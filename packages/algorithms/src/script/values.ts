import { PythonNumber, type PythonValue, parsePythonJson } from "./python-json.ts";

const RESERVED = "sagemaker_";

/** Hyperparameters with their values decoded as sagemaker-training-toolkit does: SDKs write each one as JSON, people as plain text. */
export interface Values {
  /** Those for the program. */
  readonly own: Readonly<Record<string, PythonValue>>;
  /** Those that say how to run it, which start with `sagemaker_`. */
  readonly reserved: Readonly<Record<string, PythonValue>>;
}

export function decodeHyperparameters(texts: Readonly<Record<string, string>>): Values {
  const entries = Object.entries(texts).map(([name, text]) => [name, decode(text)] as const);
  return {
    own: Object.fromEntries(entries.filter(([name]) => !name.startsWith(RESERVED))),
    reserved: Object.fromEntries(entries.filter(([name]) => name.startsWith(RESERVED))),
  };
}

/** `--name value` for each, sorted by name, as sagemaker-training-toolkit passes them. */
export function commandArguments(values: Readonly<Record<string, PythonValue>>): readonly string[] {
  return sorted(Object.entries(values)).flatMap(([name, value]) => [
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
  if (value instanceof PythonNumber) return value.json;
  if (Array.isArray(value)) return `[${value.map(compactJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const members = sorted(value instanceof Map ? [...value] : Object.entries(value));
    return `{${members.map(([name, member]) => `${compactJson(name)}:${compactJson(member)}`).join(",")}}`;
  }
  return (JSON.stringify(value) ?? "null").replace(/[\u007f-\uffff]/g, (letter) => unicodeEscape(letter, 4));
}

/** What Python cannot read as JSON is text: "007" and "1_000" among it. */
function decode(text: string): PythonValue {
  try {
    return parsePythonJson(text);
  } catch {
    return text;
  }
}

/** As Python's `str` has it, except that members of an object become `name=value` pairs. */
function argumentText(value: PythonValue): string {
  if (value === null) return "";
  if (value instanceof Map) {
    return sorted([...value])
      .map(([name, member]) => `${name}=${pythonText(member)}`)
      .join(",");
  }
  return pythonText(value);
}

const pythonText = (value: PythonValue): string => (typeof value === "string" ? value : pythonLiteral(value));

/** As Python's `repr` has it. */
function pythonLiteral(value: PythonValue): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return quoted(value);
  if (value instanceof PythonNumber) return value.text;
  if (value instanceof Map) {
    const members = [...value].map(([name, member]) => `${quoted(name)}: ${pythonLiteral(member)}`);
    return `{${members.join(", ")}}`;
  }
  return `[${(value as readonly PythonValue[]).map(pythonLiteral).join(", ")}]`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\\": "\\\\",
};

/** In single quotes unless that would need an escape which double ones do not; what cannot be printed is escaped. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = Array.from(text, (letter) => {
    if (letter === quote) return `\\${letter}`;
    if (letter === " " || !/[\\\p{C}\p{Z}]/u.test(letter)) return letter;
    return SHORT_ESCAPES[letter] ?? escaped(letter);
  });
  return `${quote}${inside.join("")}${quote}`;
}

function escaped(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  return unicodeEscape(letter, code < 0x10000 ? 4 : 8);
}

function unicodeEscape(letter: string, digits: 4 | 8): string {
  const code = letter.codePointAt(0) ?? 0;
  return `\\${digits === 4 ? "u" : "U"}${code.toString(16).padStart(digits, "0")}`;
}

/** By code point, as Python sorts text. */
function sorted<T>(entries: readonly (readonly [string, T])[]): readonly (readonly [string, T])[] {
  return entries.toSorted(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}
