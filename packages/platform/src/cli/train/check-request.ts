import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { validateTrainingJob } from "@slipway/model/kinds/training-job/validation.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { usageError } from "../errors/usage-error.ts";
import { type OptionOf, refuseCauses } from "../job/refuse-causes.ts";
import { requireAwsName } from "../objects/aws-name.ts";
import { type TrainingRequest, trainingJob } from "./training-job.ts";

const OPTION_OF: OptionOf = [
  ["spec.trainingJobName", "--name"],
  ["spec.hyperParameters", "--hp"],
  ["spec.environment", "--env"],
  ["spec.inputDataConfig", "--input"],
  ["spec.outputDataConfig", "--output-path"],
  ["spec.resourceConfig.instanceType", "--instance-type"],
  ["spec.resourceConfig.instanceCount", "--instance-count"],
  ["spec.stoppingCondition.maxWaitTimeInSeconds", "--max-wait"],
  ["spec.stoppingCondition", "--max-runtime"],
  ["spec.algorithmSpecification.containerArguments", "the command"],
  ["spec.algorithmSpecification.trainingImage", "--image"],
];

/**
 * Throws for what a job would be refused for, before anything is packed or sent. What is not known before may be made up: where
 * the data will lie, and a name that was not given.
 */
export function checkRequest(request: TrainingRequest): void {
  requireAwsName("--name", request.name, { service: SAGEMAKER, name: "TrainingJobName" });
  if (parseS3Uri(request.outputUri) === undefined)
    throw usageError(`--output-path ${request.outputUri}: expected s3://BUCKET or s3://BUCKET/PREFIX`);
  const checkpoints = request.checkpoints?.(request.name);
  if (checkpoints !== undefined && parseS3Uri(checkpoints) === undefined)
    throw usageError(`--checkpoint ${checkpoints}: expected s3://BUCKET/PREFIX`);
  if (request.image === "") throw usageError("--image: expected the name of an image");
  refuseCauses(validateTrainingJob(trainingJob(request).spec), OPTION_OF);
}
