import type { FlowDefinition, FlowStep } from "@slipway/model/flows/index.ts";
import { ON_EXIT } from "./step-tree.ts";

/** What stands inside of a step by its path, in its order; undefined where that is not known, or nothing does. */
export function stepsAt(
  definition: FlowDefinition | undefined,
  path: string,
): readonly FlowStep[] | undefined {
  if (path === "") return definition?.steps;
  return path === ON_EXIT ? definition?.onExit : stepAt(definition, path)?.steps;
}

/** Undefined where that is not known. */
export function stepAt(definition: FlowDefinition | undefined, path: string): FlowStep | undefined {
  const names = path.replaceAll(/\[\d+\]/g, "").split(".");
  const isExit = names[0] === ON_EXIT;
  let among = isExit ? definition?.onExit : definition?.steps;
  let step: FlowStep | undefined;
  for (const name of isExit ? names.slice(1) : names) {
    step = among?.find((one) => one.name === name);
    among = step?.steps;
  }
  return step;
}
