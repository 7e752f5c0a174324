import { type CompiledFlow, type FlowStep, pathIn } from "@slipway/model/flows/index.ts";
import { messageOf } from "#reconcile/message-of.ts";
import { factsOf } from "./work/resource/wanted.ts";

/** Fields that a definition may have and that nothing heeds yet. */
const STEP_FIELDS = ["cache", "pool"] as const;
const RUN_FIELDS = ["secrets", "resources"] as const;

const PARTS = ["inputs", "results", "artifacts"] as const;

/** What a definition asks for that is not served yet, a sentence; undefined where it is all served. */
export function unservedIn({ definition }: CompiledFlow): string | undefined {
  const steps = allOf([...definition.steps, ...(definition.onExit ?? [])]);
  const asked = new Set<string>([
    ...steps.flatMap((step) => STEP_FIELDS.filter((field) => step[field] !== undefined)),
    ...steps.flatMap(({ run = {} }) =>
      RUN_FIELDS.filter((field) => run[field] !== undefined).map((field) => `run.${field}`),
    ),
    ...steps.flatMap(({ run = {} }) =>
      PARTS.filter((part) => (run[part] ?? []).some((one) => !pathIn(part, one).startsWith("/opt/ml/"))).map(
        (part) => `${part} outside of /opt/ml`,
      ),
    ),
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
