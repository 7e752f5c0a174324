import type { Made } from "../references/types.ts";
import type { StepNode } from "./step-node.ts";

const nodes = new WeakMap<object, StepNode>();

/** Remembers of which step a handle is, which has no value of its own. */
export function asMade<T extends object>(handle: T, node: StepNode): T & Made {
  nodes.set(handle, node);
  if (!(Symbol.toPrimitive in handle)) {
    const value = (): never => {
      throw new TypeError(
        `The step ${node.name} is no value: name one of its outputs, and write it by text\`...\`.`,
      );
    };
    Object.defineProperty(handle, Symbol.toPrimitive, { value });
  }
  return Object.freeze(handle) as T & Made;
}

/** Throws for what is no step's. */
export function nodeOf(made: Made): StepNode {
  const node = nodes.get(made);
  if (node === undefined)
    throw new TypeError(
      "A step can come after what a call of a component, of a pipeline or of flow has given: this is none of them.",
    );
  return node;
}

export const isMade = (handle: object): boolean => nodes.has(handle);
