import type { BuildScope } from "./build-scope.ts";
import type { StepNode } from "./step-node.ts";

/** Where steps are being made just now. */
export interface Frame {
  readonly scope: BuildScope;
  /** What each of them comes after. */
  readonly after?: readonly StepNode[];
  /** Told of each of them. */
  readonly onMade?: (node: StepNode) => void;
}

/** The innermost last; a pipeline's function runs in one go, so that there is never another's. */
const frames: Frame[] = [];

/** Undefined outside of any pipeline's function. */
export const innermost = (): Frame | undefined => frames.at(-1);

/** Throws outside of any pipeline's function: `what` is who asks, e.g. `train`. */
export function frameFor(what: string): Frame {
  const frame = innermost();
  if (frame === undefined)
    throw new TypeError(
      `${what} makes a step, and is called outside of a pipeline: call it in the function of pipeline().`,
    );
  return frame;
}

/** Runs a function whose steps belong there. Throws where it does not end at once. */
export function buildIn<T>(frame: Frame, body: () => T): T {
  frames.push(frame);
  try {
    const made = body();
    if (made instanceof Promise)
      throw new TypeError(
        `The function of ${frame.scope.words} is async: it makes steps and waits for none of them.`,
      );
    return made;
  } finally {
    frames.pop();
  }
}

/** A new step of the innermost frame. */
export function makeStep(
  frame: Frame,
  names: { readonly base: string; readonly chosen?: string | undefined },
): StepNode {
  const node = frame.scope.add(names.base, names.chosen);
  for (const other of frame.after ?? []) node.comesAfter(other);
  frame.onMade?.(node);
  return node;
}
