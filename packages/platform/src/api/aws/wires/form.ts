import { LIMITS, refuseBreach } from "./unreadable.ts";

/** A node of a form whose names have dots: `Tags.member.1.Key=a` is a text four levels down. */
export interface FormNode {
  readonly text: string | undefined;
  readonly below: ReadonlyMap<string, FormNode>;
}

interface Growing {
  text: string | undefined;
  readonly below: Map<string, Growing>;
}

/** Parameters as a tree of the parts of their names; of two of one name the first counts. Throws AwsError for too many, or too deep ones. */
export function formOf(parameters: URLSearchParams): FormNode {
  const root: Growing = { text: undefined, below: new Map() };
  let nodes = 0;
  for (const [name, text] of parameters) {
    const parts = name.split(".", LIMITS.depth + 2);
    if (parts.length > LIMITS.depth) throw refuseBreach({ of: "depth", most: LIMITS.depth });
    let node = root;
    for (const part of parts) {
      let next = node.below.get(part);
      if (next === undefined) {
        nodes += 1;
        if (nodes > LIMITS.values) throw refuseBreach({ of: "values", most: LIMITS.values });
        next = { text: undefined, below: new Map() };
        node.below.set(part, next);
      }
      node = next;
    }
    node.text ??= text;
  }
  return root;
}
