import type { FlowDefinition, FlowStep } from "@slipway/model/flows/definition.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import type { StepNode, StepsBeside } from "../build/step-node.ts";
import type { ComponentFacts } from "../component/types.ts";
import type { Built } from "../pipeline/build.ts";

/** Where a step's program is told its inputs by name, which a command does not. */
const INPUTS = "slipway.dev/inputs";

/** A step of a definition, whatever item it runs for. */
export interface PlannedStep {
  readonly component: ComponentFacts;
}

/** What is run in a test: the definition, with the inputs of its programs. */
export interface Blueprint {
  readonly definition: FlowDefinition;
  /** By path, without items: `map.train`. */
  readonly steps: ReadonlyMap<string, PlannedStep>;
}

export function blueprintOf({ definition, main, exit }: Built): Blueprint {
  const steps = new Map<string, PlannedStep>();
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
  readonly steps: Map<string, PlannedStep>;
}

const told = (beside: StepsBeside, around: Around): readonly FlowStep[] =>
  beside.nodes.map((node) => toldOne(node, around));

function toldOne(node: StepNode, { around, steps }: Around): FlowStep {
  const path = around + node.name;
  const { step } = node;
  if (node.inner !== undefined) return { ...step, steps: told(node.inner, { around: `${path}.`, steps }) };
  if (node.origin === undefined || step.run === undefined) return step;
  steps.set(path, { component: node.origin.component as ComponentFacts });
  return { ...step, run: { ...step.run, env: { ...step.run.env, [INPUTS]: node.origin.inputs } } };
}

/** What a program is given by name, as a test sees it: what is stored by its URI. */
export function inputsIn(body: Json): Readonly<Record<string, Json>> {
  const { env = {} } = body as { readonly env?: Readonly<Record<string, Readonly<Record<string, Json>>>> };
  return Object.fromEntries(Object.entries(env[INPUTS] ?? {}).map(([name, value]) => [name, uriOf(value)]));
}

/** The whole line that would have run. */
export function commandIn(body: Json): readonly Json[] {
  const { command = [], args = [] } = body as {
    readonly command?: readonly Json[];
    readonly args?: readonly Json[];
  };
  return [...command, ...args];
}

function uriOf(value: Json): Json {
  if (Array.isArray(value)) return value.map(uriOf);
  const isStored = typeof value === "object" && value !== null && "uri" in value && "digest" in value;
  return isStored ? (value["uri"] ?? null) : value;
}
