import type { StepOutcome } from "../rules/index.ts";
import type { Fan } from "./fan.ts";
import type { StepEnd } from "./states.ts";

/** What has become of a step, in Argo's words. */
export function outcomeOf(
  end: StepEnd,
  how: {
    /** It was not let run by what comes before it. */
    readonly isOmitted: boolean;
    readonly isError: boolean;
    readonly fan: Fan | undefined;
  },
): StepOutcome {
  return { phase: phaseOf(end, how), ...(how.fan === undefined ? {} : { instances: instancesOf(how.fan) }) };
}

function phaseOf(
  end: StepEnd,
  { isOmitted, isError }: { readonly isOmitted: boolean; readonly isError: boolean },
): NonNullable<StepOutcome["phase"]> {
  switch (end) {
    case "success":
      return "Succeeded";
    case "skipped":
      return isOmitted ? "Omitted" : "Skipped";
    case "upstream_failed":
      return "Omitted";
    case "failed":
      return isError ? "Errored" : "Failed";
    // Argo fails what it shuts down.
    case "canceled":
      return "Failed";
  }
}

/** One that has Errored is counted among neither, as in Argo. */
function instancesOf({ items, states, errored }: Fan): NonNullable<StepOutcome["instances"]> {
  const count = (end: StepEnd): number => items.filter((_, index) => states.of(index) === end).length;
  return { total: items.length, succeeded: count("success"), failed: count("failed") - errored };
}
