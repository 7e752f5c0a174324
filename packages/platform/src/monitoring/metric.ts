/** A metric as CloudWatch names it: its dimensions are a part of its name. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What CloudWatch calls a measure that has no unit, and one of which none was said. */
export const NO_UNIT = "None";

/** Every unit that CloudWatch knows. */
export const UNITS = [
  NO_UNIT,
  ...["Seconds", "Microseconds", "Milliseconds"],
  ...["Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes"],
  ...["Bits", "Kilobits", "Megabits", "Gigabits", "Terabits"],
  ...["Percent", "Count"],
  ...["Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second", "Terabytes/Second"],
  ...["Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second"],
  "Count/Second",
] as const;

/** The namespace of what training jobs tell of themselves. */
export const JOB_METRICS = "/aws/sagemaker/TrainingJobs";
/** The namespaces of what jobs tell of their instances, by the kind of job. */
export const INSTANCE_METRICS_OF: Readonly<Record<string, string>> = {
  TrainingJob: JOB_METRICS,
  ProcessingJob: "/aws/sagemaker/ProcessingJobs",
};
/** The namespace of what CloudWatch has no name for. */
export const OWN_METRICS = "Slipway";
/** The namespace of what endpoints do: the router puts it there. */
export const ENDPOINT_METRICS = "AWS/SageMaker";
/** The namespace of what the instances of endpoints do, as AWS writes it. */
export const ENDPOINT_INSTANCE_METRICS = "/aws/sagemaker/Endpoints";
