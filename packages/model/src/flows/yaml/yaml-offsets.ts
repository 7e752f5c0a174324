import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from "yaml";
import type { FlowProblem } from "../graph/problem.ts";
import { scalarOffset } from "./scalar-offset.ts";
import { isMerge, type YamlValues } from "./yaml-values.ts";

type Member = Pair<Node | null, Node | null>;

/** Where members of one document stand in its text; those that an alias or a merge key brings stand where they are written. */
export class YamlOffsets {
  readonly #text: string;
  readonly #values: YamlValues;

  constructor(text: string, values: YamlValues) {
    this.#text = text;
    this.#values = values;
  }

  /** Of a path that leads to nothing: of the last member on it that there is. */
  offsetOf(root: Node | null, { path, at, isName }: Omit<FlowProblem, "message">): number {
    let node = root;
    let key: Node | null = null;
    for (const part of path) {
      const next = this.#step(node, part);
      if (next === undefined) break;
      ({ node, key } = next);
    }
    if (isName === true && key !== null) return startOf(key);
    const scalar = this.#written(node);
    if (at !== undefined && isScalar(scalar)) return scalarOffset(this.#text, { node: scalar, at });
    return key !== null && isEmpty(node) ? startOf(key) : startOf(node);
  }

  #step(
    node: Node | null,
    part: string | number,
  ): { readonly node: Node | null; readonly key: Node | null } | undefined {
    const inside = this.#written(node);
    if (isSeq(inside)) {
      const item = inside.items[Number(part)] as Node | undefined;
      return item === undefined ? undefined : { node: item, key: null };
    }
    const member = isMap(inside) ? this.#member(inside.items as Member[], String(part)) : undefined;
    return member && { node: member.value, key: member.key };
  }

  #member(members: readonly Member[], name: string): Member | undefined {
    const own = members.find(({ key }) => {
      const written = this.#written(key);
      return isScalar(written) && String(written.value) === name;
    });
    if (own !== undefined) return own;
    for (const merge of members.filter(isMerge)) {
      const source = this.#written(merge.value);
      for (const each of isSeq(source) ? (source.items as Node[]) : [source]) {
        const inside = this.#written(each);
        const found = isMap(inside) ? this.#member(inside.items as Member[], name) : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  #written(node: Node | null): Node | null {
    return isAlias(node) ? (this.#values.targetOf(node) ?? null) : node;
  }
}

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;

/** Nothing is written there. */
const isEmpty = (node: Node | null): boolean =>
  node === null || (isScalar(node) && node.value === null && (node.source ?? "") === "");
