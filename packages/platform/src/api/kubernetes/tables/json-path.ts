/** The part of Kubernetes' JSONPath that printer columns use: fields, indexes, wildcards and one comparison. */
export type JsonPath = (value: unknown) => readonly unknown[];

type Step = (value: unknown) => readonly unknown[];

const TOKEN =
  /\.?\[\?\(@(?<filter>[^=!<>)]*?)\s*(?:(?<op>==|!=|>=|<=|>|<)\s*(?<literal>"[^"]*"|'[^']*'|[^)]+?)\s*)?\)\]|\.?\[(?:(?<index>-?\d+)|(?<all>\*)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)")\]|\.(?:(?<star>\*)|(?<field>(?:[^.[\]\\]|\\.)+))/y;

/** Longer than any path that means something; the time that odd ones take grows with the square of their length. */
const LONGEST = 1000;

/** Compiles a path such as `.status.conditions[?(@.type=="Ready")].status`; undefined when it is none. */
export function compileJsonPath(path: string): JsonPath | undefined {
  if (path.length > LONGEST) return undefined;
  const steps = parseSteps(unwrapped(path));
  return (
    steps && ((value) => steps.reduce<readonly unknown[]>((found, step) => found.flatMap(step), [value]))
  );
}

/** `{.a.b}` and `a.b` mean `.a.b`. */
function unwrapped(path: string): string {
  const bare = path
    .trim()
    .replace(/^\{(.*)\}$/s, "$1")
    .replace(/^\$/, "");
  return bare === "" || bare.startsWith(".") || bare.startsWith("[") ? bare : `.${bare}`;
}

/** The place is kept here, not in the shared expression: a filter's own path is parsed in between. */
function parseSteps(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let place = 0; place < path.length; ) {
    TOKEN.lastIndex = place;
    const token = TOKEN.exec(path);
    const step = token?.groups && stepOf(token.groups);
    if (step === undefined) return undefined;
    place += token?.[0].length ?? 0;
    steps.push(step);
  }
  return steps;
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): Step | undefined {
  if (groups["filter"] !== undefined) return filterStep(groups["filter"], groups["op"], groups["literal"]);
  if (groups["index"] !== undefined) return indexStep(Number(groups["index"]));
  if (groups["all"] !== undefined || groups["star"] !== undefined) return valuesOf;
  const name = groups["field"] ?? groups["single"] ?? groups["double"] ?? "";
  return fieldStep(name.replace(/\\(.)/g, "$1"));
}

function fieldStep(name: string): Step {
  return (value) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return [];
    return [(value as Readonly<Record<string, unknown>>)[name]];
  };
}

function indexStep(index: number): Step {
  return (value) => {
    const found = Array.isArray(value) ? value.at(index) : undefined;
    return found === undefined ? [] : [found];
  };
}

function valuesOf(value: unknown): readonly unknown[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function filterStep(path: string, op: string | undefined, literal: string | undefined): Step | undefined {
  const left = compileJsonPath(path);
  if (left === undefined) return undefined;
  const right = literal === undefined ? undefined : literalOf(literal);
  return (value) =>
    Array.isArray(value)
      ? value.filter((element) => left(element).some((found) => compares(found, op, right)))
      : [];
}

function literalOf(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2];
  if (text === "true" || text === "false") return text === "true";
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function compares(found: unknown, op: string | undefined, right: unknown): boolean {
  if (op === undefined) return true;
  if (op === "==") return found === right;
  if (op === "!=") return found !== right;
  if (typeof found !== typeof right || (typeof found !== "number" && typeof found !== "string")) return false;
  const order = found < (right as typeof found) ? -1 : found === right ? 0 : 1;
  return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[op] ?? false;
}
