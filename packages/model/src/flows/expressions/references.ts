import type { ASTNode } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression-error.ts";

/** What an expression reads. */
export interface References {
  /** Steps by name, with the result that is read of each; undefined where it is all of them. */
  readonly steps: ReadonlyMap<string, ReadonlySet<string> | undefined>;
  readonly parameters: ReadonlySet<string>;
  /** Where each is read first, in UTF-16 units from 0. */
  readonly places: { readonly [what in "steps" | "parameters"]: ReadonlyMap<string, number> };
}

type Of<O extends ASTNode["op"]> = Extract<ASTNode, { readonly op: O }>;

const LISTS = new Set(["all", "exists", "exists_one", "map", "filter"]);

/**
 * What is read, from the expression's form alone, so that the graph of steps is known before anything runs. Throws ExpressionError where it
 * cannot be known: steps are named by `steps.NAME` or `steps["NAME"]`, not by a value.
 */
export function referencesOf(root: ASTNode): References {
  const found: Found = {
    steps: new Map(),
    parameters: new Set(),
    places: { steps: new Map(), parameters: new Map() },
  };
  visit(root, 0, found);
  return found;
}

interface Found {
  readonly steps: Map<string, Set<string> | undefined>;
  readonly parameters: Set<string>;
  readonly places: { readonly [what in "steps" | "parameters"]: Map<string, number> };
}

function visit(node: ASTNode, depth: number, found: Found): void {
  refuse(node, depth);
  const path = pathOf(node);
  if (path !== undefined) note(node, path.names, found);
  const inside = path === undefined ? asNodes(node.args) : path.keys;
  for (const child of inside) visit(child, depth + (walksAList(node) ? 1 : 0), found);
}

function note(node: ASTNode, names: Path["names"], { steps, parameters, places }: Found): void {
  const [root, name, part, result] = names;
  if (root !== "parameters" && root !== "steps") return;
  if (name === undefined)
    throw new ExpressionError(
      `does not say which: it is named by ${root}.NAME or ${root}["NAME"]`,
      node.start,
    );
  if (!places[root].has(name)) places[root].set(name, node.start);
  if (root === "parameters") return void parameters.add(name);
  const known = steps.has(name) ? steps.get(name) : new Set<string>();
  steps.set(name, part === "results" && result !== undefined ? known?.add(result) : undefined);
}

/** A root with what is read below it. */
interface Path {
  /** As far as the form tells them: undefined where a value chooses. */
  readonly names: readonly (string | undefined)[];
  /** What chooses. */
  readonly keys: readonly ASTNode[];
}

/** Undefined of what is no such path. */
function pathOf(node: ASTNode): Path | undefined {
  if (node.op === "id") return { names: [(node as Of<"id">).args], keys: [] };
  if (node.op === "." || node.op === ".?") {
    const [inner, name] = (node as Of<".">).args;
    return below(pathOf(inner), name);
  }
  if (node.op !== "[]" && node.op !== "[?]") return undefined;
  const [inner, key] = (node as Of<"[]">).args;
  const isName = key.op === "value" && typeof key.args === "string";
  return isName ? below(pathOf(inner), String(key.args)) : below(pathOf(inner), undefined, key);
}

function below(path: Path | undefined, name: string | undefined, key?: ASTNode): Path | undefined {
  if (path === undefined) return undefined;
  return { names: [...path.names, name], keys: key === undefined ? path.keys : [...path.keys, key] };
}

/** Work on a list in work on a list takes time by both of their lengths; a pattern may take for ever. */
function refuse(node: ASTNode, depth: number): void {
  if (node.op === "rcall" && (node as Of<"rcall">).args[0] === "matches")
    throw new ExpressionError("matches() is not served: use startsWith, endsWith or contains", node.start);
  if (depth > 0 && walksAList(node))
    throw new ExpressionError(
      "walks over a list within a walk over a list: one of them is allowed",
      node.start,
    );
}

const walksAList = (node: ASTNode): boolean =>
  node.op === "rcall" && LISTS.has((node as Of<"rcall">).args[0]);

function asNodes(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(asNodes);
  return typeof args === "object" && args !== null && "op" in args ? [args as ASTNode] : [];
}
