/**
 * What becomes of slots that were missed, while no server was there to start them:
 * - `none`: they are skipped; only the newest one runs, where it is no later than the deadline, or a minute where none is said.
 * - `last`: the newest one runs, however late, as Kubernetes' CronJob does; the others are skipped.
 * - `all`: each one runs, oldest first, as Airflow's `catchup=True`.
 *
 * `startingDeadlineSeconds` bounds each of them: what is later than that is skipped.
 */
export type Catchup = "none" | "last" | "all";

/** Kubernetes' `concurrencyPolicy`, and `Queue`: wait for the run that is active. */
export type ConcurrencyPolicy = "Allow" | "Forbid" | "Replace" | "Queue";

export interface SchedulePolicy {
  /** Absent means none. */
  readonly catchup?: Catchup;
  /** How late a slot may start, in seconds, as Kubernetes' CronJob has it. Absent means however late. */
  readonly startingDeadlineSeconds?: number;
  /** Absent means Forbid, and Queue where `catchup` is all: Forbid would skip all but the first of what was missed. */
  readonly concurrencyPolicy?: ConcurrencyPolicy;
  /** How many slots may wait; 0 to 1000. Absent means 10. */
  readonly queueLimit?: number;
  /** A slot waits until the run before it has succeeded or been skipped, as Airflow's `depends_on_past`. Absent means false. */
  readonly dependsOnPast?: boolean;
}

/** Why a policy cannot be kept. */
export interface PolicyProblem {
  readonly field: keyof SchedulePolicy;
  readonly message: string;
}

const [LONGEST_DEADLINE, LONGEST_QUEUE] = [31_536_000, 1_000];

/** Why a policy cannot be kept, each with its field; none where it can. */
export function policyProblems(policy: SchedulePolicy): readonly PolicyProblem[] {
  const { startingDeadlineSeconds: deadline, queueLimit, dependsOnPast = false, concurrencyPolicy } = policy;
  const problems: PolicyProblem[] = [];
  if (!isWhole(deadline, LONGEST_DEADLINE))
    problems.push({
      field: "startingDeadlineSeconds",
      message: `The deadline must be whole seconds from 0 to ${LONGEST_DEADLINE}, and is ${deadline}.`,
    });
  if (!isWhole(queueLimit, LONGEST_QUEUE))
    problems.push({
      field: "queueLimit",
      message: `The queue's limit must be a whole number from 0 to ${LONGEST_QUEUE}, and is ${queueLimit}.`,
    });
  if (dependsOnPast && concurrencyPolicy === "Replace")
    problems.push({
      field: "dependsOnPast",
      message:
        "A slot that depends on the past waits for the run before it, and Replace would stop that run: leave one of the two out, or write Queue.",
    });
  return problems;
}

const isWhole = (value: number | undefined, most: number): boolean =>
  value === undefined || (Number.isInteger(value) && value >= 0 && value <= most);
