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
  return parsePath(path).reduce<readonly unknown[]>((values, step) => values.flatMap(step), [value]);
}

type Step = (value: unknown) => readonly unknown[];
type Part =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "path"; readonly steps: readonly Step[] }
  | { readonly type: "range"; readonly steps: readonly Step[]; readonly body: readonly Part[] };

const TOKEN = /\{([^{}]*(?:"(?:[^"\\]|\\.)*"[^{}]*)*)\}/g;

function parseTemplate(template: string): readonly Part[] {
  const open: OpenRange[] = [{ parts: [], steps: [] }];
  let at = 0;
  for (const match of template.matchAll(TOKEN)) {
    addText(open, template.slice(at, match.index));
    at = match.index + match[0].length;
    addToken(open, (match[1] ?? "").trim(), template);
  }
  addText(open, template.slice(at));
  if (open.length > 1) throw usageError(`jsonpath ${template}: {range} without {end}`);
  return open[0]?.parts ?? [];
}

interface OpenRange {
  readonly parts: Part[];
  readonly steps: readonly Step[];
}

function addText(open: readonly OpenRange[], text: string): void {
  if (text !== "") open.at(-1)?.parts.push({ type: "text", text });
}

function addToken(open: OpenRange[], token: string, template: string): void {
  if (token.startsWith("range ")) {
    open.push({ parts: [], steps: parsePath(token.slice(6).trim()) });
  } else if (token === "end") {
    const done = open.length > 1 ? open.pop() : undefined;
    if (done === undefined) throw usageError(`jsonpath ${template}: {end} without {range}`);
    open.at(-1)?.parts.push({ type: "range", steps: done.steps, body: done.parts });
  } else if (token.startsWith('"')) addText(open, literal(token));
  else open.at(-1)?.parts.push({ type: "path", steps: parsePath(token) });
}

function render(parts: readonly Part[], value: unknown): string {
  return parts.map((part) => renderPart(part, value)).join("");
}

function renderPart(part: Part, value: unknown): string {
  if (part.type === "text") return part.text;
  const found = part.steps.reduce<readonly unknown[]>((values, step) => values.flatMap(step), [value]);
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

const STEP =
  /^(?:\.\.([\w-]+)|\.?\[\?\(@((?:\.[\w-]+)+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.-]+)\)\]|\.?\[(\*|-?\d+|'[^']*'|"[^"]*")\]|\.?(\*)|\.((?:[^.[\]{}()\s\\]|\\.)+))/;

function parsePath(path: string): readonly Step[] {
  const steps: Step[] = [];
  let rest = path.replace(/^[$@]/, "");
  if (rest === "" || rest === ".") return [];
  if (/^[\w]/.test(rest)) rest = `.${rest}`;
  while (rest !== "") {
    const match = STEP.exec(rest);
    if (match === null) throw usageError(`jsonpath ${path}: ${rest} cannot be understood`);
    steps.push(stepOf(match));
    rest = rest.slice(match[0].length);
  }
  return steps;
}

function stepOf(match: RegExpExecArray): Step {
  const [, deep, filterPath, operator, wanted, bracket, star, field] = match;
  if (deep !== undefined) return (value) => everywhere(value, deep);
  if (filterPath !== undefined && wanted !== undefined) return filter(filterPath, operator === "==", wanted);
  if (star !== undefined || bracket === "*") return children;
  if (bracket !== undefined && /^-?\d+$/.test(bracket)) return element(Number(bracket));
  return member(bracket === undefined ? (field ?? "").replaceAll("\\.", ".") : bracket.slice(1, -1));
}

function member(name: string): Step {
  return (value) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
    return [(value as Record<string, unknown>)[name]];
  };
}

function element(index: number): Step {
  return (value) => (Array.isArray(value) && value.at(index) !== undefined ? [value.at(index)] : []);
}

function children(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function everywhere(value: unknown, name: string): readonly unknown[] {
  return [...member(name)(value), ...children(value).flatMap((child) => everywhere(child, name))];
}

function filter(path: string, equal: boolean, wanted: string): Step {
  const literalValue = /^["']/.test(wanted) ? wanted.slice(1, -1) : wanted;
  const steps = parsePath(path);
  return (value) =>
    children(value).filter((child) => {
      const found = steps.reduce<readonly unknown[]>((values, step) => values.flatMap(step), [child]);
      return found.some((each) => String(each) === literalValue) === equal;
    });
}
