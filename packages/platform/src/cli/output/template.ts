import { compileJsonPath, type JsonPath } from "#lib/json-path.ts";
import { usageError } from "../errors/usage-error.ts";

/**
 * kubectl's JSONPath templates, as far as they are used on the command line: literals, `{.a.b[0]['c'].*}`,
 * `{..name}`, `{[?(@.type=="Ready")]}`, `{range .items[*]}…{end}` and `{"\n"}`.
 */
export function jsonPath(template: string): (value: unknown) => string {
  const parts = parseTemplate(template);
  return (value) => render(parts, value);
}

/** The values a single path selects. */
export function select(path: string, value: unknown): readonly unknown[] {
  return parsePath(path)(value);
}

type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "path"; readonly path: JsonPath }
  | { readonly type: "range"; readonly path: JsonPath; readonly body: readonly Part[] };

const TOKEN = /\{((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^{}"'])*)\}/g;

function parseTemplate(template: string): readonly Part[] {
  const open: OpenRange[] = [{ parts: [], path: (value) => [value] }];
  let at = 0;
  for (const match of template.matchAll(TOKEN)) {
    addText(open, template.slice(at, match.index), template);
    at = match.index + match[0].length;
    addToken(open, (match[1] ?? "").trim(), template);
  }
  addText(open, template.slice(at), template);
  if (open.length > 1) throw usageError(`jsonpath ${template}: {range} without {end}`);
  return open[0]?.parts ?? [];
}

interface OpenRange {
  readonly parts: Part[];
  readonly path: JsonPath;
}

function addText(open: readonly OpenRange[], text: string, template: string): void {
  if (text.includes("{")) throw usageError(`jsonpath ${template}: a { is not closed`);
  addLiteral(open, text);
}

function addLiteral(open: readonly OpenRange[], text: string): void {
  if (text !== "") open.at(-1)?.parts.push({ type: "text", text });
}

function addToken(open: OpenRange[], token: string, template: string): void {
  if (token.startsWith("range ")) {
    open.push({ parts: [], path: parsePath(token.slice(6).trim()) });
  } else if (token === "end") {
    const done = open.length > 1 ? open.pop() : undefined;
    if (done === undefined) throw usageError(`jsonpath ${template}: {end} without {range}`);
    open.at(-1)?.parts.push({ type: "range", path: done.path, body: done.parts });
  } else if (token.startsWith('"')) addLiteral(open, literal(token));
  else open.at(-1)?.parts.push({ type: "path", path: parsePath(token) });
}

function render(parts: readonly Part[], value: unknown): string {
  return parts.map((part) => renderPart(part, value)).join("");
}

function renderPart(part: Part, value: unknown): string {
  if (part.type === "text") return part.text;
  const found = part.path(value);
  if (part.type === "range") return found.map((each) => render(part.body, each)).join("");
  return found.map(show).join(" ");
}

function show(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function literal(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch (error) {
    throw usageError(`jsonpath: ${text} is no quoted text`, error);
  }
}

function parsePath(path: string): JsonPath {
  const compiled = compileJsonPath(path, { recursive: true });
  if (compiled !== undefined) return compiled;
  throw usageError(`jsonpath ${path}: it cannot be understood`);
}
