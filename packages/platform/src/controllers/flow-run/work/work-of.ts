import { type FlowStep, WORK_BODIES, type WorkBody } from "@slipway/model/flows/index.ts";
import type { StepWork } from "./step-work.ts";

export type Works = Readonly<Record<WorkBody, StepWork>>;

/** What does a step's work. */
export function workOf(works: Works, step: FlowStep): StepWork {
  const found = WORK_BODIES.find((body) => step[body] !== undefined);
  if (found === undefined) throw new Error(`${step.name} has no work to do`);
  return works[found];
}
