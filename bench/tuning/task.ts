import type { Range, Values } from "../../packages/algorithms/src/tuning/space/range.ts";

/** Something to tune: lower is better. */
export interface Task {
  readonly name: string;
  readonly ranges: readonly Range[];
  readonly loss: (values: Values) => number;
}
