import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { namedJobWording } from "../../aws/wording.ts";
import type { AwsKindFacts } from "../facts.ts";
import { jobOutcome } from "../job-outcome.ts";
import { transformJobConditions } from "./conditions.ts";
import { transformJobKind } from "./index.ts";
import { transformJobCrd } from "./schema.generated.ts";
import type { TransformJob } from "./type.generated.ts";
import { unsupportedInTransformJob } from "./unsupported.ts";
import { validateTransformJob } from "./validation.ts";
import { transformJobView } from "./view.ts";
import { withoutEffectInTransformJob } from "./without-effect.ts";

export const transformJobFacts: AwsKindFacts<TransformJob> = {
  kind: transformJobKind,
  crd: transformJobCrd,
  about: "a model that is asked about a whole data set, and its answers as files",
  words: ["trj", "batch", "transform"],
  conditions: transformJobConditions,
  aws: {
    service: SAGEMAKER,
    name: "TransformJob",
    arnType: "transform-job",
    wording: namedJobWording("transform job"),
    status: "TransformJobStatus",
    order: "Descending",
    changeable: ["tags"],
    validate: ({ spec }) => validateTransformJob(spec),
    withoutEffect: ({ spec }) => withoutEffectInTransformJob(spec),
    unsupported: unsupportedInTransformJob,
    view: transformJobView,
  },
  program: { container: "algorithm", ends: true },
  instanceTypes: ({ spec }) => {
    const { instanceType } = spec.transformResources;
    return instanceType === undefined ? [] : [instanceType];
  },
  gives: ({ spec }) => ({ output: spec.transformOutput.s3OutputPath }),
  outcome: ({ status }) => jobOutcome(status?.transformJobStatus),
};
