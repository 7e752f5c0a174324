/** What a path of Kubernetes' JSONPath finds: fields, indexes, wildcards, filters of one comparison. */
export type JsonPath = (value: unknown) => readonly unknown[];

export interface JsonPathOptions {
  /** Whether `..name` is understood, which kubectl's templates have and printer columns do not. Default false. */
  readonly recursive?: boolean;
}

type Step = (value: unknown) => readonly unknown[];

const RECURSIVE = /\.\.(?<deep>[\w-]+)/y;
const TOKEN =
  /\.?\[\?\(@(?<filter>(?:"[^"]*"|'[^']*'|[^)"'])*)\)\]|\.?\[(?:(?<index>-?\d+)|(?<all>\*)|'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)")\]|\.(?:(?<star>\*)|(?<field>(?:[^.[\]\\\s(){}]|\\.)+))/y;
/** Where a filter's path ends. */
const OPERATOR = /==|!=|>=|<=|[=!<>]/;

/** Longer than any path that means something. */
const LONGEST = 1000;

/** Compiles a path such as `.status.conditions[?(@.type=="Ready")].status`; undefined when it is none. */
export function compileJsonPath(path: string, options: JsonPathOptions = {}): JsonPath | undefined {
  if (path.length > LONGEST) return undefined;
  const steps = parseSteps(unwrapped(path), options.recursive === true ? [RECURSIVE, TOKEN] : [TOKEN]);
  return (
    steps && ((value) => steps.reduce<readonly unknown[]>((found, step) => found.flatMap(step), [value]))
  );
}

/** `{.a.b}` and `a.b` mean `.a.b`; a dot alone is the whole. */
function unwrapped(path: string): string {
  const bare = path
    .trim()
    .replace(/^\{(.*)\}$/s, "$1")
    .replace(/^[$@]/, "");
  if (bare === "" || bare === ".") return "";
  return bare.startsWith(".") || bare.startsWith("[") ? bare : `.${bare}`;
}

/** The place is kept here, not in the shared expressions: a filter's own path is parsed in between. */
function parseSteps(path: string, tokens: readonly RegExp[]): readonly Step[] | undefined {
  const steps: Step[] = [];
  for (let place = 0; place < path.length; ) {
    const token = tokenAt(path, place, tokens);
    const step = token?.groups && stepOf(token.groups);
    if (step === undefined) return undefined;
    place += token?.[0].length ?? 0;
    steps.push(step);
  }
  return steps;
}

function tokenAt(path: string, place: number, tokens: readonly RegExp[]): RegExpExecArray | undefined {
  for (const token of tokens) {
    token.lastIndex = place;
    const found = token.exec(path);
    if (found !== null) return found;
  }
  return undefined;
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): Step | undefined {
  if (groups["deep"] !== undefined) return deepStep(groups["deep"]);
  if (groups["filter"] !== undefined) return filterStep(groups["filter"]);
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

function deepStep(name: string): Step {
  const here = fieldStep(name);
  const step: Step = (value) => [...here(value), ...valuesOf(value).flatMap(step)];
  return step;
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

/** `.a`, which is there, or `.a == "b"`. */
function filterStep(filter: string): Step | undefined {
  const found = OPERATOR.exec(filter);
  const left = compileJsonPath(filter.slice(0, found?.index).trim());
  if (left === undefined) return undefined;
  if (found === null) return filtering((element) => left(element).length > 0);
  const [operator] = found;
  const literal = filter.slice(found.index + operator.length).trim();
  const compares = COMPARISONS[operator];
  if (compares === undefined || literal === "") return undefined;
  const right = literalOf(literal);
  return filtering((element) => left(element).some((value) => compares(value, right)));
}

function filtering(matches: (element: unknown) => boolean): Step {
  return (value) => (Array.isArray(value) ? value.filter(matches) : []);
}

function literalOf(text: string): unknown {
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted !== null) return quoted[2];
  if (text === "true" || text === "false") return text === "true";
  return Number.isNaN(Number(text)) ? text : Number(text);
}

const COMPARISONS: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => order(left, right) < 0,
  "<=": (left, right) => order(left, right) <= 0,
  ">": (left, right) => order(left, right) > 0,
  ">=": (left, right) => order(left, right) >= 0,
};

/** NaN, which is in no order, for what are not two numbers or two texts. */
function order(left: unknown, right: unknown): number {
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left !== "string" || typeof right !== "string") return Number.NaN;
  return left < right ? -1 : Number(left > right);
}
