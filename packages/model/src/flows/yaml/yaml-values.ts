import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import type { Json } from "../json.ts";
import type { SourceProblem, SourceProblemCode } from "./source-problem.ts";
import { readsOtherwise } from "./yaml-1-1.ts";

/** What a document may be with each alias as long as what it stands for, in characters and in levels. */
const MOST_WEIGHT = 16 * 1024 * 1024;
const DEEPEST = 400;
/** What merge keys bring, member by member. */
const MOST_MERGED = 200_000;
const MOST_PROBLEMS = 20;
/** What a value weighs beside its text. */
const OF_EACH = 8;

interface Built {
  readonly value: Json;
  readonly weight: number;
  readonly depth: number;
}

const NOTHING: Built = { value: null, weight: OF_EACH, depth: 0 };

/**
 * The JSON value of a document, with aliases and merge keys (`<<`) taken for what they stand for. Takes time by the length of the text: what
 * aliases stand for is built once, and weighed each time.
 */
export class YamlValues {
  readonly problems: SourceProblem[] = [];
  /** What is no problem here, and another value for those who read YAML 1.1. */
  readonly notes: SourceProblem[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #built = new Map<Node, Built>();
  readonly #targets = new Map<Alias, Node>();
  #merged = 0;

  /** What an alias stands for. */
  targetOf(alias: Alias): Node | undefined {
    return this.#targets.get(alias);
  }

  /** What is wrong is told in `problems`, and null takes its place. */
  valueOf(root: Node | null): Json {
    return this.#build(root).value;
  }

  #build(node: Node | null): Built {
    if (node === null) return NOTHING;
    if (isAlias(node)) return this.#ofAlias(node);
    // Before its inside: an alias in there is one in a circle.
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    const built = this.#ofKind(node);
    if (node.anchor !== undefined) this.#built.set(node, built);
    return built;
  }

  #ofKind(node: Node): Built {
    if (isSeq(node)) return this.#ofList(node as YAMLSeq<Node | null>);
    if (isMap(node)) return this.#ofMap(node as YAMLMap<Node | null, Node | null>);
    return isScalar(node) ? this.#ofScalar(node) : NOTHING;
  }

  #ofAlias(alias: Alias): Built {
    const target = this.#anchors.get(alias.source);
    if (target === undefined)
      return this.#wrong(alias, "yaml-alias", `there is no anchor &${alias.source} before it`);
    const built = this.#built.get(target);
    if (built === undefined)
      return this.#wrong(alias, "yaml-alias", `*${alias.source} stands inside of what it stands for`);
    this.#targets.set(alias, target);
    return built;
  }

  #ofList({ items }: YAMLSeq<Node | null>): Built {
    const parts = items.map((item) => this.#build(item));
    return this.#together(
      parts.map(({ value }) => value),
      { parts, items },
    );
  }

  #ofMap({ items }: YAMLMap<Node | null, Node | null>): Built {
    const own = new Map<string, Json>();
    const merged = new Map<string, Json>();
    const parts: Built[] = [];
    for (const pair of items) {
      const name = this.#nameOf(pair.key, own);
      const part = this.#build(pair.value);
      parts.push(part, { ...NOTHING, weight: name?.length ?? 0 });
      if (isMerge(pair)) this.#merge(part.value, { pair, merged });
      else if (name !== undefined) own.set(name, part.value);
    }
    const members = [...[...merged].filter(([name]) => !own.has(name)), ...own];
    return this.#together(Object.fromEntries(members), { parts, items: items.map(({ value }) => value) });
  }

  /** Those of what comes first win, as at https://yaml.org/type/merge.html. */
  #merge(
    value: Json,
    { pair, merged }: { readonly pair: Pair<Node | null, Node | null>; readonly merged: Map<string, Json> },
  ): void {
    const at = pair.value ?? pair.key;
    if (this.#merged > MOST_MERGED) return;
    for (const source of Array.isArray(value) ? value : [value])
      if (isObject(source)) this.#mergeOne(Object.entries(source), { at, merged });
      else this.#wrong(at, "yaml-alias", "<< expects an object, or a list of objects");
  }

  #mergeOne(
    members: readonly (readonly [string, Json])[],
    { at, merged }: { readonly at: Node | null; readonly merged: Map<string, Json> },
  ): void {
    this.#merged += members.length;
    if (this.#merged > MOST_MERGED)
      this.#wrong(at, "too-large", `<< brings more than ${MOST_MERGED} members`);
    else for (const [name, inner] of members) if (!merged.has(name)) merged.set(name, inner);
  }

  #nameOf(key: Node | null, own: ReadonlyMap<string, unknown>): string | undefined {
    const { value } = this.#build(key);
    if (value === null || typeof value === "object") {
      this.#wrong(key, "not-json", "the name of a member has to be a text");
      return undefined;
    }
    const name = String(value);
    if (own.has(name)) this.#wrong(key, "duplicate-key", `${JSON.stringify(name)} is given twice`);
    return name;
  }

  #ofScalar(node: Scalar): Built {
    const { value, source = "" } = node;
    if (typeof value === "number" && !isExact(value, source))
      return this.#wrong(
        node,
        "not-json",
        `is ${source.slice(0, 80)}, which numbers of JSON cannot hold: put it in quotes`,
      );
    if (node.type === Scalar.PLAIN && readsOtherwise(source)) this.#note(node);
    const isJson = value === null || ["string", "number", "boolean"].includes(typeof value);
    return { value: isJson ? (value as Json) : null, weight: OF_EACH + source.length, depth: 0 };
  }

  #note(node: Scalar): void {
    if (this.notes.length >= MOST_PROBLEMS) return;
    const message = `is ${JSON.stringify(node.value)} here and another value for kubectl, which reads YAML 1.1: put a text in quotes`;
    this.notes.push({ offset: node.range?.[0] ?? 0, path: "", code: "yaml-1-1", message });
  }

  #together(
    value: Json,
    { parts, items }: { readonly parts: readonly Built[]; readonly items: readonly (Node | null)[] },
  ): Built {
    const weight = parts.reduce((sum, part) => sum + part.weight, OF_EACH);
    const depth = parts.reduce((most, part) => Math.max(most, part.depth + 1), 0);
    if (weight <= MOST_WEIGHT && depth <= DEEPEST) return { value, weight, depth };
    const what =
      depth > DEEPEST ? `nested deeper than ${DEEPEST} levels` : `more than ${MOST_WEIGHT} characters`;
    const alias = items.find((item) => item !== null && isAlias(item)) ?? items[0] ?? null;
    return this.#wrong(alias, "too-large", `with what aliases stand for it is ${what}`);
  }

  #wrong(node: Node | null, code: SourceProblemCode, message: string): Built {
    if (this.problems.length < MOST_PROBLEMS)
      this.problems.push({ offset: node?.range?.[0] ?? 0, path: "", code, message });
    return NOTHING;
  }
}

const isObject = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `<<` that is not in quotes. */
export const isMerge = ({ key }: Pair<Node | null, Node | null>): boolean =>
  isScalar(key) && key.value === "<<" && key.type === Scalar.PLAIN;

/** Whole numbers have to be kept to the last digit; of others JSON keeps what it can. */
function isExact(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return false;
  return Number.isSafeInteger(value) || !/^[-+]?\d+$|^0[xo]/.test(source);
}
