import type { Verdict } from "./end-state.ts";
import { judgeTriggerRule, type TriggerRule } from "./trigger-rule.ts";
import { doneIn, type UpstreamTally } from "./upstream-counts.ts";

/** All that decides when a step runs. */
export interface Gate {
  readonly rule: TriggerRule;
  readonly direct: UpstreamTally;
  /** Setups in whose scope the step is and which it does not need itself; none of a teardown. */
  readonly indirectSetups?: UpstreamTally;
  /** Of a teardown: the steps between its setups and itself that it does not need itself. */
  readonly inScope?: UpstreamTally;
}

/**
 * As Airflow's `TriggerRuleDep` decides: the rule over the direct upstreams; besides, work waits for the success of every setup in whose scope
 * it is, and a teardown for the end of all work in its scope. The rule `always` and a step without upstreams wait for nothing.
 */
export function judgeStep({ rule, direct, indirectSetups, inScope }: Gate): Verdict {
  if (direct.total === 0 || rule === "always") return "run";
  const ofSetups = indirectSetups === undefined ? "run" : judgeTriggerRule("all_success", indirectSetups);
  if (ofSetups === "upstream_failed" || ofSetups === "skipped") return ofSetups;
  const verdict = judgeTriggerRule(rule, direct);
  if (verdict !== "run") return verdict;
  return ofSetups === "wait" || (inScope !== undefined && doneIn(inScope) < inScope.total) ? "wait" : "run";
}
