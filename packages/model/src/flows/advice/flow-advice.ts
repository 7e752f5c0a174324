import type { FlowProblem } from "../graph/problem.ts";

export type AdviceCode =
  | "always-with-needs"
  | "moving-image-tag"
  | "needless-needs"
  | "retry-without-timeout"
  | "teardown-of-nothing"
  | "unconnected-step"
  | "unread-parameter"
  | "unread-result";

/** What runs, and is probably not what was meant; `message` gives the reason. */
export interface FlowAdvice extends FlowProblem {
  readonly code: AdviceCode;
}
