import { toSpec } from "@slipway/model/aws/object.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob, TrainingJobSpec } from "@slipway/model/kinds/training-job/index.ts";
import { type Call, type Members, text } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { changeObject } from "../objects/change-object.ts";
import { requireHere } from "../objects/require-here.ts";
import { requireWorking } from "../objects/stop-object.ts";

const trainingJobs = awsKind(trainingJobFacts);

/**
 * Changes what SageMaker can change of a job that runs: profiling, remote debugging, and how long machines are kept after it. Here all
 * three are without effect, which the job's condition ACK.Advisory tells, and Describe tells what was asked for.
 */
export async function updateTrainingJob(input: Members, call: Call): Promise<Members> {
  const { trainingJobName: name, ...asked } = toSpec(
    { service: SAGEMAKER, name: "UpdateTrainingJob" },
    input,
  ) as Partial<TrainingJobSpec>;
  await changeObject(trainingJobs, text(input, "TrainingJobName"), {
    call,
    change: (job) => {
      requireWorking(trainingJobs, job);
      requireHere(job, `What UpdateTrainingJob changes of training job ${name}`);
      return { ...job, spec: withUpdate(job.spec, asked) } satisfies TrainingJob;
    },
  });
  return { TrainingJobArn: trainingJobs.arn(call.identity, text(input, "TrainingJobName")) };
}

/** A member of a structure that is not given stays as it is; rules are a new list. */
function withUpdate(spec: TrainingJobSpec, asked: Partial<TrainingJobSpec>): TrainingJobSpec {
  const { profilerConfig, resourceConfig, ...lists } = asked;
  return {
    ...spec,
    ...lists,
    ...(profilerConfig === undefined
      ? {}
      : { profilerConfig: { ...spec.profilerConfig, ...profilerConfig } }),
    ...(resourceConfig === undefined
      ? {}
      : { resourceConfig: { ...spec.resourceConfig, ...resourceConfig } }),
  };
}
