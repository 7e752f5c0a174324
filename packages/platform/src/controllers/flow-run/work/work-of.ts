import type { FlowStep } from "@slipway/model/flows/index.ts";
import type { StepWork } from "./step-work.ts";

/** Bodies of steps that do something outside, by their members of a step. */
export type WorkBody = "run";

export type Works = Readonly<Record<WorkBody, StepWork>>;

/** What does a step's work. */
export function workOf(works: Works, step: FlowStep): StepWork {
  const found = (Object.keys(works) as WorkBody[]).find((body) => step[body] !== undefined);
  if (found === undefined) throw new Error(`${step.name} has no work to do`);
  return works[found];
}
