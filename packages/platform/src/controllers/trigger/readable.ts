import { problemsInWords } from "@slipway/model/kinds/starter-problems.ts";
import { type Trigger, triggerSpecProblems } from "@slipway/model/kinds/trigger/index.ts";
import type { Step } from "#reconcile/in-steps.ts";

/** Says whether a trigger can be kept, and what it waits for. */
export const readable: Step<Trigger, "Ready"> = {
  condition: "Ready",
  async run({ metadata, spec }) {
    const problems = problemsInWords(metadata.name, triggerSpecProblems(spec));
    if (problems !== "")
      return {
        condition: { status: "False", reason: "InvalidTrigger", message: problems },
        status: { source: undefined },
        halt: true,
      };
    const source = sourceOf(spec);
    if (spec.suspend !== true)
      return { condition: { status: "True", reason: "Listening", message: source }, status: { source } };
    const why = spec.suspendReason ?? "its spec says suspend";
    return {
      condition: { status: "True", reason: "Suspended", message: `The trigger is paused: ${why}` },
      status: { source },
    };
  },
};

function sourceOf({ objects }: Trigger["spec"]): string {
  if (objects === undefined) return "calls by HTTP";
  const { prefix, suffix } = objects;
  return `objects ${prefix}*${suffix ?? ""}`;
}
