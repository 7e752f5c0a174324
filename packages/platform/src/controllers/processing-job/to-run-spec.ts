import type { AwsIdentity } from "@slipway/model";
import { awsArn } from "@slipway/model/aws/aws-names.ts";
import { inputOf } from "@slipway/model/aws/lookup.ts";
import { toMembers } from "@slipway/model/aws/names.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { graceOf } from "@slipway/model/kinds/grace.ts";
import { withProcessingJobDefaults } from "@slipway/model/kinds/processing-job/defaults.ts";
import { processingJobFacts } from "@slipway/model/kinds/processing-job/facts.ts";
import type {
  ProcessingInput,
  ProcessingJob,
  ProcessingOutput,
} from "@slipway/model/kinds/processing-job/index.ts";
import { belowOptMl } from "@slipway/model/kinds/processing-job/local-path.ts";
import type { RunInput, RunOutput } from "@slipway/model/run-plan.ts";
import { hostsOf } from "#runs/hosts-of.ts";
import type { AskedRun } from "#runs/launch.ts";
import { programOf } from "./program-of.ts";

/** SageMaker's own time between SIGTERM and SIGKILL, where the job says no other. */
const GRACE_SECONDS = 120;

/** By this name the manifest tells the words that SageMaker calls the exit message. */
export const EXIT_MESSAGE = "exitMessage";

/**
 * What the job's spec means to any machinery: SageMaker's contract of processing containers.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/build-your-own-processing-container.html
 */
export function toRunSpec(identity: AwsIdentity): (job: ProcessingJob) => AskedRun {
  return (job) => {
    const { spec } = job;
    const { clusterConfig = {} } = spec.processingResources;
    const { volumeSizeInGB = 0 } = clusterConfig;
    const program = programOf(job);
    const outputs = (spec.processingOutputConfig?.outputs ?? []).flatMap(output);
    return {
      ...program.runs,
      env: { ...spec.environment, ...program.env },
      files: { "config/processingjobconfig.json": jobConfig(job, identity) },
      resourceConfig: "config/resourceconfig.json",
      inputs: (spec.processingInputs ?? []).flatMap(input),
      outputs,
      folders: ["processing", ...outputs.map(({ from }) => from)],
      told: { [EXIT_MESSAGE]: "output/message" },
      hosts: hostsOf(clusterConfig),
      graceSeconds: graceOf(job.metadata.annotations).seconds ?? GRACE_SECONDS,
      ...(volumeSizeInGB < 1 ? {} : { volumeGibibytes: volumeSizeInGB }),
    };
  };
}

/** The request as it was made, with AWS's defaults, and the job's ARN. */
function jobConfig({ spec }: ProcessingJob, identity: AwsIdentity): string {
  const shape = inputOf(SAGEMAKER, "CreateProcessingJob");
  const { tags: _, ...told } = withProcessingJobDefaults(spec);
  return JSON.stringify({
    ProcessingJobArn: awsArn(processingJobFacts.aws, identity, spec.processingJobName),
    ...(toMembers(shape, told) as object),
  });
}

/** What the application brings by itself is not brought to it. */
function input({ inputName = "", appManaged = false, s3Input }: ProcessingInput): readonly RunInput[] {
  const to = belowOptMl(s3Input?.localPath);
  if (s3Input === undefined || appManaged || to === undefined) return [];
  return [
    {
      name: `Input "${inputName}"`,
      to,
      from: {
        s3Uri: s3Input.s3URI ?? "",
        s3DataType: s3Input.s3DataType ?? "S3Prefix",
        distribution: s3Input.s3DataDistributionType ?? "FullyReplicated",
        compression: s3Input.s3CompressionType ?? "None",
      },
      as: s3Input.s3InputMode === "Pipe" ? "stream" : "copy",
    },
  ];
}

function output({ outputName = "", appManaged = false, s3Output }: ProcessingOutput): readonly RunOutput[] {
  const from = belowOptMl(s3Output?.localPath);
  if (s3Output === undefined || appManaged || from === undefined) return [];
  return [
    {
      name: outputName,
      from,
      to: s3Output.s3URI ?? "",
      form: "files",
      when: s3Output.s3UploadMode === "Continuous" ? "continuous" : "end",
    },
  ];
}
