import { defined } from "@slipway/model";
import { APPROVAL_RESULTS } from "@slipway/model/flows/bodies/approved-results.ts";
import { asMade } from "../build/made.ts";
import { checkMember } from "../build/names.ts";
import type { StepNode } from "../build/step-node.ts";
import type { Outputs } from "../component/types.ts";
import { resultsOf } from "../references/given-by.ts";
import type { Condition, StringRef } from "../references/types.ts";
import { Value } from "../references/value.ts";
import { asParameters } from "../types/as-parameters.ts";
import type { ValueShape } from "../types/shape.ts";
import type { Typed, TypesByName } from "../types/typed.ts";
import type { GivenText } from "./given-in.ts";
import { optionalTextIn } from "./json-of.ts";
import { makeWork } from "./make-work.ts";
import type { WorkStepOptions } from "./options.ts";

export type ApproveFields = Readonly<Record<string, Typed<ValueShape>>>;

export interface ApproveAsked<F extends ApproveFields> {
  /** What is asked. */
  readonly message?: GivenText;
  /** What the answer has beside yes or no. */
  readonly fields?: F & { readonly [K in (typeof APPROVAL_RESULTS)[number]]?: never };
}

/** References to a person's answer: each field by its name, and who gave it when. */
export type Approved<F extends ApproveFields> = Outputs<F> & {
  readonly approved: Condition;
  readonly by: StringRef;
  /** Empty where nothing was said. */
  readonly comment: StringRef;
  /** RFC 3339. */
  readonly at: StringRef;
};

/**
 * Waits for a person's answer, for as long as its `timeout`. A step that is rejected has failed.
 *
 * @example
 * const { share } = flow.approve({ message: text`AUC is ${auc}: deploy?`, fields: { share: p.float().default(0.1) } }, { timeout: 86_400 });
 */
export type ApproveFlow = <const F extends ApproveFields = Record<never, never>>(
  asked?: ApproveAsked<F>,
  options?: WorkStepOptions,
) => Approved<F>;

export const approve = (({ message, fields = {} }: ApproveAsked<ApproveFields> = {}, options = {}) => {
  const types = fields as TypesByName;
  for (const name of Object.keys(types)) checkField(name);
  const asked = asParameters(types);
  const node = makeWork({ who: "flow.approve", base: "approve", options }, (where) => ({
    approve: defined({
      message: optionalTextIn(message, { ...where, what: "flow.approve's message" }),
      fields: asked.length === 0 ? undefined : asked,
    }),
  }));
  const specs = Object.fromEntries(Object.entries(types).map(([name, { spec }]) => [name, spec]));
  return asMade({ ...resultsOf(node, { ...specs, ...OWN }), comment: commentOf(node) }, node);
}) as unknown as ApproveFlow;

const OWN = { approved: { type: "boolean" }, by: { type: "string" }, at: { type: "string" } } as const;

function checkField(name: string): void {
  checkMember(name, "A field of flow.approve");
  if (APPROVAL_RESULTS.some((own) => own === name))
    throw new TypeError(
      `A field of flow.approve is called ${name}, which every answer has: call it otherwise.`,
    );
}

/** What is not there has no value. */
function commentOf(node: StepNode): Value {
  const { comment } = resultsOf(node, { comment: { type: "string" } });
  const { cel = "", homes = [] } = comment ?? {};
  return new Value({ cel: `has(${cel}) ? ${cel} : ""`, spec: { type: "string" }, homes, isCompound: true });
}
