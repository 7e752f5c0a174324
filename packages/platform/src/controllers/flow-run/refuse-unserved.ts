import type { CompiledFlow, FlowStep } from "@slipway/model/flows/index.ts";
import { messageOf } from "#reconcile/message-of.ts";
import { factsOf } from "./work/resource/wanted.ts";

/** Fields that a definition may have and that nothing heeds yet. */
const STEP_FIELDS = ["pool"] as const;

/** What a definition asks for that is not served yet, a sentence; undefined where it is all served. */
export function unservedIn({ definition }: CompiledFlow): string | undefined {
  const steps = allOf([...definition.steps, ...(definition.onExit ?? [])]);
  const asked = new Set<string>([
    ...steps.flatMap((step) => STEP_FIELDS.filter((field) => step[field] !== undefined)),
  ]);
  const unknown = steps.map(unknownKind).find((one) => one !== undefined);
  if (unknown !== undefined) return unknown;
  if (asked.size === 0) return undefined;
  return `steps cannot have ${[...asked].join(", ")} yet: leave them out`;
}

/** Of a kind that an expression gives nothing is known yet. */
function unknownKind({ name, resource }: FlowStep): string | undefined {
  const { apiVersion, kind } = resource?.manifest ?? {};
  if (typeof apiVersion !== "string" || typeof kind !== "string" || (apiVersion + kind).includes("${{"))
    return undefined;
  try {
    factsOf(apiVersion, kind);
    return undefined;
  } catch (error) {
    return `the step ${name}: ${messageOf(error)}`;
  }
}

const allOf = (steps: readonly FlowStep[]): readonly FlowStep[] =>
  steps.flatMap((step) => [step, ...allOf(step.steps ?? [])]);
