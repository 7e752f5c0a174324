import {
  type FlowDefinition,
  FlowProblems,
  type Json,
  parametersFromValues,
} from "@slipway/model/flows/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

/** With the defaults of those that are not given. Throws a TerminalError with all that is wrong with them. */
export function parametersOf(
  { parameters = [] }: FlowDefinition,
  given: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  try {
    return parametersFromValues(parameters, given);
  } catch (error) {
    throw error instanceof FlowProblems ? new TerminalError("InvalidParameters", error.message) : error;
  }
}
