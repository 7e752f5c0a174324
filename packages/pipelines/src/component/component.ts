import { type Frame, frameFor, makeStep } from "../build/frame.ts";
import { asMade } from "../build/made.ts";
import { checkMember, dnsName } from "../build/names.ts";
import type { StepNode } from "../build/step-node.ts";
import { asValue } from "../references/convert.ts";
import { givenBy } from "../references/given-by.ts";
import type { Value } from "../references/value.ts";
import { isStored } from "../types/spec.ts";
import type { TypesByName } from "../types/typed.ts";
import { applyGate, applyWork } from "./apply-options.ts";
import { givenInputs } from "./given-inputs.ts";
import type { StepOptions } from "./options.ts";
import { runBody } from "./run-body.ts";
import type { Component, ComponentFacts, ComponentOptions } from "./types.ts";

/**
 * A program with typed inputs and outputs. Called in the function of a pipeline it makes a step, and gives references to what the step will give.
 * Values reach the program by its command, its args or its env; what is stored is brought to a path, which is what stands for it there.
 *
 * @example
 * const train = component({
 *   name: "train",
 *   image: "reg/train:1",
 *   inputs: { data: artifact.dataset(), lr: p.float().default(0.1) },
 *   outputs: { model: artifact.model(), auc: p.float() },
 *   command: ({ in: i, out }) => ["python", "train.py", i.data, i.lr, out.model.path],
 *   resources: { gpu: 1 },
 *   retry: { max: 3, on: ["preempted", "oom"] },
 * });
 */
export function component<
  const I extends TypesByName = Record<never, never>,
  const O extends TypesByName = Record<never, never>,
>(options: ComponentOptions<I, O>): Component<I, O> {
  const facts: ComponentFacts = {
    options: options as unknown as ComponentFacts["options"],
    inputs: options.inputs ?? {},
    outputs: options.outputs ?? {},
  };
  dnsName(options.name);
  for (const name of Object.keys(facts.inputs)) checkMember(name, `An input of ${options.name}`);
  for (const name of Object.keys(facts.outputs)) checkMember(name, `An output of ${options.name}`);
  const call = (given: object = {}, stepOptions: StepOptions = {}) => makeOne(facts, given, stepOptions);
  const fake = (one: unknown): unknown => one;
  return Object.freeze(Object.assign(call, { componentName: options.name, fake })) as unknown as Component<
    I,
    O
  >;
}

function makeOne(facts: ComponentFacts, given: object, stepOptions: StepOptions): object {
  const { options, inputs } = facts;
  const frame = frameFor(options.name);
  const values = valuesOf(facts, given, frame);
  const node = makeStep(frame, { base: options.name, chosen: stepOptions.name });
  node.draft.run = runBody(facts, values, { scope: frame.scope, what: options.name });
  node.origin = {
    name: options.name,
    component: facts,
    inputs: Object.fromEntries(Object.keys(inputs).map((name) => [name, values[name]?.json ?? null])),
  };
  const { description } = options;
  applyGate(node, description === undefined ? stepOptions : { description, ...stepOptions }, frame.scope);
  applyWork(node, { ...options, ...stepOptions });
  return asMade(outputsOf(facts, node), node);
}

function valuesOf(facts: ComponentFacts, given: object, { scope }: Frame): Readonly<Record<string, Value>> {
  const { name } = facts.options;
  const entries = givenInputs(facts.inputs, given, name).map(([input, value]): [string, Value] => {
    const spec = facts.inputs[input]?.spec ?? { type: "object" };
    return [input, asValue(value, spec, { scope, what: `${name}'s input ${input}` })];
  });
  return Object.fromEntries(entries);
}

const outputsOf = ({ outputs }: ComponentFacts, node: StepNode): object =>
  Object.fromEntries(
    Object.entries(outputs).map(([output, { spec }]) => [
      output,
      givenBy(node, isStored(spec) ? "artifacts" : "results", { name: output, spec }),
    ]),
  );
