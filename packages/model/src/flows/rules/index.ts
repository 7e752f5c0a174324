export { DependsProblem } from "./depends/depends-problem.ts";
export {
  type Depends,
  type NamedStep,
  namedSteps,
  STEP_RESULTS,
  type StepResult,
} from "./depends/expression.ts";
export { judgeDepends, type StepOutcome } from "./depends/judge-depends.ts";
export { parseDepends } from "./depends/parse-depends.ts";
export { cancelledState, type UnfinishedStep } from "./setup/cancelled.ts";
export { type Clearing, clearedWith } from "./setup/cleared.ts";
export { decidingSteps, type RunOutcome, runOutcome } from "./setup/run-outcome.ts";
export { gateNames, type StepGateNames } from "./setup/scopes.ts";
export { type SetupProblem, setupProblems } from "./setup/setup-problems.ts";
export { type GraphStep, type GraphSteps, StepGraph } from "./setup/step-graph.ts";
export { ScopesTooLarge } from "./setup/walk.ts";
export type { EndState, Verdict } from "./trigger/end-state.ts";
export { type Gate, judgeStep } from "./trigger/judge-step.ts";
export {
  DEFAULT_TRIGGER_RULE,
  isTriggerRule,
  judgeTriggerRule,
  TRIGGER_RULES,
  type TriggerRule,
} from "./trigger/trigger-rule.ts";
export { type CountedStep, UpstreamCounts, type UpstreamTally } from "./trigger/upstream-counts.ts";
