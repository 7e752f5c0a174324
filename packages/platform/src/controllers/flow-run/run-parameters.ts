import {
  type FlowDefinition,
  FlowProblems,
  type Json,
  parametersFromValues,
} from "@slipway/model/flows/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import { toldProblem } from "./told-values.ts";

/** With the defaults of those that are not given. Throws a TerminalError with all that is wrong with them. */
export function parametersOf(
  { parameters = [] }: FlowDefinition,
  given: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const values = valuesOf(parameters, given);
  const problem = toldProblem(values);
  if (problem !== undefined) throw new TerminalError("InvalidParameters", `Its parameters ${problem}`);
  return values;
}

function valuesOf(
  ...asked: Parameters<typeof parametersFromValues>
): ReturnType<typeof parametersFromValues> {
  try {
    return parametersFromValues(...asked);
  } catch (error) {
    throw error instanceof FlowProblems ? new TerminalError("InvalidParameters", error.message) : error;
  }
}
