import type { CompiledFlow, FlowStep } from "@slipway/model/flows/index.ts";
import { messageOf } from "#reconcile/message-of.ts";
import { factsOf } from "./work/resource/wanted.ts";

/** What a definition asks for that is not served yet, a sentence; undefined where it is all served. */
export const unservedIn = ({ definition }: CompiledFlow): string | undefined =>
  allOf([...definition.steps, ...(definition.onExit ?? [])])
    .map(unknownKind)
    .find((one) => one !== undefined);

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
