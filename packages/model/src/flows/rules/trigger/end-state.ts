/**
 * How a step has ended, in the words of Airflow's TaskInstanceState. `failed`: it ran and its tries are used up; `skipped`: it is not to run;
 * `upstream_failed`: it could not run because of what came before it.
 */
export type EndState = "success" | "failed" | "skipped" | "upstream_failed";

/** What is to become of a step that has not begun: it runs, it ends in that state without having run, or nothing is to be done yet. */
export type Verdict = "run" | "skipped" | "upstream_failed" | "wait";
