/** What metrics may cost; a definition that takes more is switched off. Times are of a processor, so that a busy machine switches nothing off. */
export const BUDGETS = {
  /** One definition on one line, or compiled. */
  lineMs: 250,
  /** A job's definitions together: so much at once, and so much more for each line. */
  jobMs: 10_000,
  jobLineMs: 5,
  /** SageMaker's bound on MetricDefinition.Regex. */
  regexLength: 500,
} as const;
