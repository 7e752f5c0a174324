import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { validateTransformJob } from "@slipway/model/kinds/transform-job/validation.ts";
import { type OptionOf, refuseCauses } from "../job/refuse-causes.ts";
import { requireAwsName } from "../objects/aws-name.ts";
import { type BatchRequest, transformJob } from "./transform-job.ts";

const OPTION_OF: OptionOf = [
  ["spec.transformJobName", "--name"],
  ["spec.environment", "--env"],
  ["spec.batchStrategy", "--strategy"],
  ["spec.maxPayloadInMB", "--max-payload"],
  ["spec.maxConcurrentTransforms", "--max-concurrent"],
  ["spec.modelClientConfig.invocationsTimeoutInSeconds", "--request-timeout"],
  ["spec.modelClientConfig.invocationsMaxRetries", "--retries"],
  ["spec.transformInput.contentType", "--content-type"],
  ["spec.transformInput.splitType", "--split"],
  ["spec.transformInput", "--input"],
  ["spec.transformOutput.accept", "--accept"],
  ["spec.transformOutput", "--output"],
  ["spec.dataProcessing.inputFilter", "--input-filter"],
  ["spec.dataProcessing.outputFilter", "--output-filter"],
  ["spec.dataProcessing", "--join"],
  ["spec.transformResources.instanceType", "--instance-type"],
  ["spec.transformResources.instanceCount", "--instance-count"],
];

/** Throws for what a job would be refused for, before anything is sent; what is not known before may be made up. */
export function checkRequest(request: BatchRequest): void {
  requireAwsName("--name", request.name, { service: SAGEMAKER, name: "TransformJobName" });
  refuseCauses(validateTransformJob(transformJob(request).spec), OPTION_OF);
}
