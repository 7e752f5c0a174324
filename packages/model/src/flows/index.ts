export type { FlowDefinition, FlowParameter, FlowResult, FlowStep, RunBody } from "./definition.ts";
export { type FlowProblem, FlowProblems, placeOf } from "./graph/problem.ts";
export { RunGraph } from "./graph/run-graph.ts";
export type { ReadyStep, RunEnd, SettledStep, WorkEnd } from "./graph/work.ts";
export { readDefinition } from "./read-definition.ts";
export { appliedSchema } from "./schema.ts";
