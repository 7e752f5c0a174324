import { buildIn, frameFor } from "../build/frame.ts";
import { nodeOf } from "../build/made.ts";
import type { Made } from "../references/types.ts";

/**
 * The steps of a function come after others whose outputs they need not read.
 *
 * @example
 * flow.after(migrate({}), () => load({ day: params.day }));
 */
type AfterFlow = <R>(first: Made | readonly Made[], body: () => R) => R;

export const after = ((first: Made | readonly Made[], body: () => unknown): unknown => {
  const frame = frameFor("flow.after");
  const nodes = (Array.isArray(first) ? (first as readonly Made[]) : [first as Made]).map(nodeOf);
  return buildIn({ ...frame, after: [...(frame.after ?? []), ...nodes] }, body);
}) as unknown as AfterFlow;
