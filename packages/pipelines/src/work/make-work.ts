import type { FlowStep } from "@slipway/model/flows/definition.ts";
import type { WorkBody } from "@slipway/model/flows/index.ts";
import { frameFor, makeStep } from "../build/frame.ts";
import type { StepNode } from "../build/step-node.ts";
import { applyGate, applyWork } from "../component/apply-options.ts";
import type { Where } from "../references/convert.ts";
import type { WorkStepOptions } from "./options.ts";

interface Work {
  /** Who makes it, for sentences: `flow.wait`. */
  readonly who: string;
  /** What its step is called where nobody says otherwise. */
  readonly base: string;
  readonly options: WorkStepOptions;
}

/** A step that runs no program; `bodyOf` says what it does where it stands. */
export function makeWork(
  { who, base, options }: Work,
  bodyOf: (where: Where) => Pick<FlowStep, WorkBody>,
): StepNode {
  const frame = frameFor(who);
  const body = bodyOf({ scope: frame.scope, what: who });
  const node = makeStep(frame, { base, chosen: options.name });
  Object.assign(node.draft, body);
  node.origin = { name: base };
  applyGate(node, options, frame.scope);
  applyWork(node, options);
  return node;
}
