import type { Verdict } from "./end-state.ts";
import { doneIn, failuresIn, type UpstreamTally } from "./upstream-counts.ts";

type Judge = (upstream: UpstreamTally) => Verdict;

const allDone = (upstream: UpstreamTally): boolean => doneIn(upstream) >= upstream.total;
const runsOnceDone: Judge = (upstream) => (allDone(upstream) ? "run" : "wait");

/**
 * One judge a rule, as Airflow's `TriggerRuleDep` (airflow/ti_deps/deps/trigger_rule_dep.py, 3.3.2). A verdict that no later end can
 * change is given without waiting for the rest.
 */
const JUDGES = {
  all_success: (upstream) => {
    if (failuresIn(upstream) > 0) return "upstream_failed";
    return upstream.skipped > 0 ? "skipped" : runsOnceDone(upstream);
  },
  all_failed: (upstream) => (upstream.success + upstream.skipped > 0 ? "skipped" : runsOnceDone(upstream)),
  all_done: runsOnceDone,
  all_done_min_one_success: (upstream) => {
    if (upstream.skipped > 0) return "skipped";
    return allDone(upstream) && upstream.success === 0 ? "upstream_failed" : runsOnceDone(upstream);
  },
  // Without a setup among the direct upstreams there is none to have succeeded: all_done.
  all_done_setup_success: (upstream) => {
    const { setups } = upstream;
    if (!allDone(upstream)) return "wait";
    if (setups.total === 0 || setups.success > 0) return "run";
    return setups.skipped >= setups.total ? "skipped" : "upstream_failed";
  },
  one_failed: (upstream) => orSkippedOnceDone(failuresIn(upstream) > 0, upstream),
  one_success: (upstream) => {
    if (upstream.success > 0) return "run";
    if (!allDone(upstream)) return "wait";
    return upstream.skipped === doneIn(upstream) ? "skipped" : "upstream_failed";
  },
  // One that could not run has not been done: upstream_failed counts as little as skipped.
  one_done: (upstream) => orSkippedOnceDone(upstream.success + upstream.failed > 0, upstream),
  none_failed: (upstream) => (failuresIn(upstream) > 0 ? "upstream_failed" : runsOnceDone(upstream)),
  none_failed_min_one_success: (upstream) => {
    if (failuresIn(upstream) > 0) return "upstream_failed";
    return upstream.skipped === upstream.total ? "skipped" : runsOnceDone(upstream);
  },
  none_skipped: (upstream) => (upstream.skipped > 0 ? "skipped" : runsOnceDone(upstream)),
  all_skipped: (upstream) =>
    upstream.success + failuresIn(upstream) > 0 ? "skipped" : runsOnceDone(upstream),
  always: () => "run",
} as const satisfies Record<string, Judge>;

const orSkippedOnceDone = (isMet: boolean, upstream: UpstreamTally): Verdict => {
  if (isMet) return "run";
  return allDone(upstream) ? "skipped" : "wait";
};

/** Airflow's rules, by their names there. */
export type TriggerRule = keyof typeof JUDGES;

export const TRIGGER_RULES = Object.keys(JUDGES) as readonly TriggerRule[];

export const DEFAULT_TRIGGER_RULE: TriggerRule = "all_success";

export const isTriggerRule = (word: string): word is TriggerRule => Object.hasOwn(JUDGES, word);

/**
 * What a step's rule makes of its direct upstreams. A step without any runs, whatever its rule. Costs the same for ten thousand upstreams as
 * for one.
 */
export function judgeTriggerRule(rule: TriggerRule, upstream: UpstreamTally): Verdict {
  return upstream.total === 0 ? "run" : JUDGES[rule](upstream);
}
