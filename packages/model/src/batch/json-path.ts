/**
 * The JSONPaths of SageMaker's `DataProcessing`: a root, names, indexes, slices and wildcards, which mean what they do in the library that
 * AWS names as theirs (json-path/JsonPath): several names make an object, several indexes a list, and the end of a slice is
 * not in it.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html#data-processing-operators
 */
export interface RecordPath {
  /** The whole value, as it came. */
  readonly isRoot: boolean;
  /** Of a row of a table only positions can be asked for. */
  readonly isOfRows: boolean;
  /** Throws a `PathProblem` where the value has no such part. */
  select(value: unknown): unknown;
}

/** Why a path cannot be applied, in words that go on from what it was applied to. */
export class PathProblem extends Error {}

type Step =
  | { readonly names: readonly string[] }
  | { readonly indexes: readonly number[] }
  | { readonly from: number; readonly to: number | undefined }
  | "every";

const STRING = `'(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"`;
const TOKEN = new RegExp(
  [
    String.raw`\.?\[\s*(?<names>(?:${STRING})(?:\s*,\s*(?:${STRING}))*)\s*\]`,
    String.raw`\.?\[\s*(?<parts>-?\d{1,9}(?::(?:-?\d{1,9})?)?(?:\s*,\s*-?\d{1,9}(?::(?:-?\d{1,9})?)?)*|:-?\d{1,9})\s*\]`,
    String.raw`\.?\[\s*(?<all>\*)\s*\]|\.(?<star>\*)`,
    String.raw`\.(?<name>[^.[\]'"\s*,:()?@$]+)`,
  ].join("|"),
  "y",
);

/** Undefined for a text that is no such path. */
export function parseRecordPath(text: string): RecordPath | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: Part[] = [];
  for (let at = 1; at < text.length; ) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) return undefined;
    steps.push(partOf(found.groups ?? {}));
    at += found[0].length;
  }
  const isOfRows = steps.length === 1 && !steps.some(hasNames);
  return {
    isRoot: steps.length === 0,
    isOfRows: steps.length === 0 || isOfRows,
    select: (value) => steps.reduce<Found>(apply, { value, isList: false }).value,
  };
}

/** Steps that stand side by side in one pair of brackets, e.g. `[0,5:]`. */
type Part = readonly [Step, ...Step[]];

const hasNames = (part: Part): boolean => part.some((step) => step !== "every" && "names" in step);

function partOf(groups: Readonly<Record<string, string | undefined>>): Part {
  const { names, parts, name } = groups;
  if (names !== undefined) return [{ names: [...names.matchAll(new RegExp(STRING, "g"))].map(unquoted) }];
  if (name !== undefined) return [{ names: [name] }];
  if (parts === undefined) return ["every"];
  const steps = parts.split(",").map((part): Step => {
    const [from = "", to] = part.trim().split(":");
    if (to === undefined) return { indexes: [Number(from)] };
    return { from: from === "" ? 0 : Number(from), to: to === "" ? undefined : Number(to) };
  });
  return steps as unknown as Part;
}

const unquoted = ([text]: RegExpMatchArray): string => text.slice(1, -1).replace(/\\(.)/g, "$1");

interface Found {
  readonly value: unknown;
  /** The value is a list of what was found, each of which the next step is for. */
  readonly isList: boolean;
}

function apply({ value, isList }: Found, part: Part): Found {
  if (!isList) return one(value, part);
  const all = (value as readonly unknown[]).flatMap((item) => {
    const found = one(item, part);
    return found.isList ? (found.value as readonly unknown[]) : [found.value];
  });
  return { value: all, isList: true };
}

function one(value: unknown, part: Part): Found {
  const [first] = part;
  if (part.length > 1) return { value: part.flatMap((step) => positions(value, step)), isList: true };
  if (first === "every") return { value: every(value), isList: true };
  if ("names" in first) return { value: named(value, first.names), isList: false };
  const found = positions(value, first);
  return "indexes" in first ? { value: found[0], isList: false } : { value: found, isList: true };
}

function every(value: unknown): readonly unknown[] {
  if (typeof value === "object" && value !== null) return Object.values(value);
  throw new PathProblem("it has no members");
}

function named(value: unknown, names: readonly string[]): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PathProblem(`it is no object that could have the member ${names.join(", ")}`);
  const members = names.map((name): [string, unknown] => {
    if (!Object.hasOwn(value, name)) throw new PathProblem(`it has no member ${name}`);
    return [name, (value as Readonly<Record<string, unknown>>)[name]];
  });
  return members.length === 1 ? members[0]?.[1] : Object.fromEntries(members);
}

function positions(value: unknown, step: Step): readonly unknown[] {
  if (!Array.isArray(value)) throw new PathProblem("it is no list that could have positions");
  if (step === "every" || "names" in step) return every(value);
  if ("from" in step) return value.slice(step.from, step.to);
  return step.indexes.map((index) => {
    const at = index < 0 ? value.length + index : index;
    if (at < 0 || at >= value.length)
      throw new PathProblem(`it has ${value.length} elements, and none at ${index}`);
    return value[at] as unknown;
  });
}
