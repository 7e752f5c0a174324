import type { FlowDefinition, FlowStep } from "@slipway/model/flows/definition.ts";
import type { StepNode, StepsBeside } from "../build/step-node.ts";
import type { Built } from "../pipeline/build.ts";
import { INPUTS } from "./roles/program.ts";
import type { Role } from "./roles/role.ts";
import { roleOf } from "./roles/role-of.ts";

/** What is run in a test: the definition, with the inputs of its programs, and who plays its steps. */
export interface Blueprint {
  readonly definition: FlowDefinition;
  /** By path, without items: `map.train`. */
  readonly steps: ReadonlyMap<string, Role>;
}

export function blueprintOf({ definition, main, exit }: Built): Blueprint {
  const steps = new Map<string, Role>();
  const inMain = told(main, { around: "", steps });
  const onExit = told(exit, { around: "onExit.", steps });
  return {
    definition: {
      ...definition,
      steps: inMain,
      ...(onExit.length === 0 ? {} : { onExit }),
    },
    steps,
  };
}

interface Around {
  readonly around: string;
  readonly steps: Map<string, Role>;
}

const told = (beside: StepsBeside, around: Around): readonly FlowStep[] =>
  beside.nodes.map((node) => toldOne(node, around));

function toldOne(node: StepNode, { around, steps }: Around): FlowStep {
  const path = around + node.name;
  const { step } = node;
  if (node.inner !== undefined) return { ...step, steps: told(node.inner, { around: `${path}.`, steps }) };
  const { origin } = node;
  if (origin === undefined) return step;
  steps.set(path, roleOf(step, origin));
  if (step.run === undefined || origin.inputs === undefined) return step;
  return { ...step, run: { ...step.run, env: { ...step.run.env, [INPUTS]: origin.inputs } } };
}
