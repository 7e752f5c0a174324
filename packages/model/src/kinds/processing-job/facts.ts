import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { namedJobWording } from "../../aws/wording.ts";
import type { AwsKindFacts } from "../facts.ts";
import { jobOutcome } from "../job-outcome.ts";
import { processingJobConditions } from "./conditions.ts";
import { processingJobKind } from "./index.ts";
import { processingJobCrd } from "./schema.generated.ts";
import type { ProcessingJob } from "./type.generated.ts";
import { unsupportedInProcessingJob } from "./unsupported.ts";
import { validateProcessingJob } from "./validation.ts";
import { processingJobView } from "./view.ts";
import { withoutEffectInProcessingJob } from "./without-effect.ts";

export const processingJobFacts: AwsKindFacts<ProcessingJob> = {
  kind: processingJobKind,
  crd: processingJobCrd,
  about: "a program that runs to its end over data and leaves files",
  words: ["pj", "process", "processing"],
  conditions: processingJobConditions,
  aws: {
    service: SAGEMAKER,
    name: "ProcessingJob",
    arnType: "processing-job",
    wording: namedJobWording("processing job"),
    status: "ProcessingJobStatus",
    order: "Ascending",
    changeable: ["tags"],
    validate: ({ spec }) => validateProcessingJob(spec),
    withoutEffect: ({ spec }) => withoutEffectInProcessingJob(spec),
    unsupported: unsupportedInProcessingJob,
    image: ({ spec }) => ({ field: "appSpecification.imageURI", image: spec.appSpecification.imageURI }),
    view: processingJobView,
  },
  program: { container: "algorithm", ends: true },
  instanceTypes: ({ spec }) => {
    const { instanceType } = spec.processingResources.clusterConfig ?? {};
    return instanceType === undefined ? [] : [instanceType];
  },
  gives: ({ spec }) => ({
    outputs: Object.fromEntries(
      (spec.processingOutputConfig?.outputs ?? []).flatMap(({ outputName, s3Output }) =>
        outputName === undefined || s3Output?.s3URI === undefined ? [] : [[outputName, s3Output.s3URI]],
      ),
    ),
  }),
  outcome: ({ status }) => jobOutcome(status?.processingJobStatus),
};
