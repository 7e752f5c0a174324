import type { Resource } from "@slipway/model";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import { awsKind } from "../aws-kind.ts";
import type { JobKind } from "./job-kind.ts";
import { processingProgress } from "./processing-progress.ts";
import { trainingProgress } from "./training-progress.ts";
import { transformProgress } from "./transform-progress.ts";

export const TRAINING_JOB: JobKind = {
  aws: awsKind(trainingJobFacts),
  logGroup: "/aws/sagemaker/TrainingJobs",
  statusMember: "TrainingJobStatus",
  statusField: "trainingJobStatus",
  endFields: ["trainingJobStatus", "secondaryStatus", "secondaryStatusTransitions"],
  endMember: "TrainingEndTime",
  progress: trainingProgress,
};

export const PROCESSING_JOB: JobKind = {
  aws: awsKind(processingJobFacts),
  logGroup: "/aws/sagemaker/ProcessingJobs",
  statusMember: "ProcessingJobStatus",
  statusField: "processingJobStatus",
  endFields: ["processingJobStatus"],
  endMember: "ProcessingEndTime",
  progress: processingProgress,
};

export const TRANSFORM_JOB: JobKind = {
  aws: awsKind(transformJobFacts),
  logGroup: "/aws/sagemaker/TransformJobs",
  statusMember: "TransformJobStatus",
  statusField: "transformJobStatus",
  endFields: ["transformJobStatus"],
  endMember: "TransformEndTime",
  progress: transformProgress,
};

const JOB_KINDS: readonly JobKind[] = [TRAINING_JOB, PROCESSING_JOB, TRANSFORM_JOB];

/** The kind of job that the owner of a run is; throws for a kind that AWS runs nothing of. */
export function jobKindOf({ kind }: Resource): JobKind {
  const found = JOB_KINDS.find(({ aws }) => aws.kind === kind);
  if (found === undefined) throw new Error(`${kind} is no kind of job of SageMaker's`);
  return found;
}
