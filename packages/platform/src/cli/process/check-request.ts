import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { validateProcessingJob } from "@slipway/model/kinds/processing-job/validation.ts";
import { usageError } from "../errors/usage-error.ts";
import { type OptionOf, refuseCauses } from "../job/refuse-causes.ts";
import { requireAwsName } from "../objects/aws-name.ts";
import { type ProcessingRequest, processingJob } from "./processing-job.ts";

const OPTION_OF: OptionOf = [
  ["spec.processingJobName", "--name"],
  ["spec.environment", "--env"],
  ["spec.processingInputs", "--input"],
  ["spec.processingOutputConfig", "--result"],
  ["spec.processingResources.clusterConfig.instanceType", "--instance-type"],
  ["spec.processingResources.clusterConfig.instanceCount", "--instance-count"],
  ["spec.stoppingCondition", "--max-runtime"],
  ["spec.appSpecification.containerArguments", "the arguments"],
  ["spec.appSpecification.imageURI", "--image"],
];

/** Throws for what a job would be refused for, before anything is sent; what is not known before may be made up. */
export function checkRequest(request: ProcessingRequest): void {
  requireAwsName("--name", request.name, { service: SAGEMAKER, name: "ProcessingJobName" });
  if (request.image === "") throw usageError("--image: expected the name of an image");
  refuseCauses(validateProcessingJob(processingJob(request).spec), OPTION_OF);
}
