import { type FlowDefinition, FlowProblems, type Json } from "@slipway/model/flows/index.ts";
import { parametersFromTexts } from "@slipway/model/flows/parameters/parameter-values.ts";
import { usageError } from "../errors/usage-error.ts";

/** What is given of a flow's parameters, each of its type. Throws with all that is wrong with them, also where one is missing. */
export function parametersOf(
  { parameters = [] }: FlowDefinition,
  texts: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> {
  try {
    const all = parametersFromTexts(parameters, texts);
    return Object.fromEntries(Object.entries(all).filter(([name]) => Object.hasOwn(texts, name)));
  } catch (error) {
    if (!(error instanceof FlowProblems)) throw error;
    throw usageError(`--param: ${error.message.replaceAll("parameters.", "")}`, error);
  }
}
