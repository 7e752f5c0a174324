import { BUDGETS } from "../budgets.ts";
import type { MetricDefinition, SwitchedOff } from "../metric-reading.ts";

/** Words that go on from the metric's name. */
export const TOO_SLOW = `takes more than ${BUDGETS.lineMs} ms for one line`;
export const TOO_SLOW_TO_PREPARE = "takes seconds to prepare";
export const TOO_BIG = "takes more memory than metrics may have";

/** Definitions that are refused for their length alone: nothing is to be tried with them. */
export function tooLong(definitions: readonly MetricDefinition[]): readonly SwitchedOff[] {
  return definitions.flatMap((definition) => {
    const { length } = definition.regex;
    const why = `has a regex of ${length} characters; at most ${BUDGETS.regexLength} can be used`;
    return length > BUDGETS.regexLength ? [{ ...definition, why }] : [];
  });
}
