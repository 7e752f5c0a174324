/**
 * What SageMaker measures of the instances of a job, in percent; those of GPUs are the sums of all of an instance's.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html#cloudwatch-metrics-jobs
 */
const INSTANCE_METRICS: readonly string[] = ["GPUUtilization", "GPUMemoryUtilization"];

/** The label that names the instance, and SageMaker's dimension, whose value is `JOB/HOST`. */
export const HOST_LABEL = "Host";

/** Whether a series is of an instance of a job, and not of what its program told. */
export function isInstanceMetric(of: {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}): boolean {
  const [label, ...others] = Object.keys(of.labels ?? {});
  return label === HOST_LABEL && others.length === 0 && INSTANCE_METRICS.includes(of.name);
}
