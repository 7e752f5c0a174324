import type { StepNode } from "../build/step-node.ts";
import type { Spec } from "../types/spec.ts";
import { member } from "./literal.ts";
import { Value } from "./value.ts";

/** A reference to what a step will give. */
export const givenBy = (
  { name: step, scope }: StepNode,
  part: "results" | "artifacts",
  { name, spec }: { readonly name: string; readonly spec: Spec },
): Value => new Value({ cel: member(`${member("steps", step)}.${part}`, name), spec, homes: [scope] });

/** The same of all of a step's small values. */
export const resultsOf = (
  node: StepNode,
  specs: Readonly<Record<string, Spec>>,
): Readonly<Record<string, Value>> =>
  Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, givenBy(node, "results", { name, spec })]),
  );
