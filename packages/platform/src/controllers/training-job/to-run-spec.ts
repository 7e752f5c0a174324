import { type AwsIdentity, childName, fnv1a, sagemakerArn } from "@slipway/model";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { joinS3Uri } from "#artifacts/s3-uri.ts";
import { resolveImage } from "#runs/well-known-images.ts";
import type { RunInput, RunSpec } from "#runtimes/runs.ts";

/** SageMaker's own time between SIGTERM and SIGKILL. */
const GRACE_SECONDS = 120;
const HOST = "algo-1";

/** A job that is deleted and made again under the same name is another run. */
export function runName(job: TrainingJob): string {
  return childName(job.metadata.name, fnv1a(job.metadata.uid ?? ""));
}

/** What the job's spec means to any machinery: SageMaker's container contract. */
export function toRunSpec(identity: AwsIdentity): (job: TrainingJob) => RunSpec {
  return (job) => {
    const { spec } = job;
    const { volumeSizeInGB } = spec.resourceConfig;
    const { trainingImage = "", containerEntrypoint, containerArguments } = spec.algorithmSpecification;
    const output = joinS3Uri(spec.outputDataConfig.s3OutputPath ?? "", spec.trainingJobName, "output");
    const hyperParameters = spec.hyperParameters ?? {};
    const source = hyperParameters["sagemaker_submit_directory"];
    return {
      name: runName(job),
      namespace: job.metadata.namespace ?? "",
      owner: job,
      image: resolveImage(trainingImage, job.metadata.annotations),
      ...(containerEntrypoint === undefined ? {} : { entrypoint: containerEntrypoint }),
      ...(containerArguments === undefined ? {} : { args: containerArguments }),
      env: {
        ...spec.environment,
        TRAINING_JOB_NAME: spec.trainingJobName,
        TRAINING_JOB_ARN: sagemakerArn(identity, "training-job", spec.trainingJobName),
      },
      files: configFiles(job),
      inputs: (spec.inputDataConfig ?? []).map(input),
      ...(source?.startsWith("s3://") === true ? { sourceUri: source } : {}),
      outputs: {
        modelUri: joinS3Uri(output, "model.tar.gz"),
        dataUri: joinS3Uri(output, "output.tar.gz"),
        manifestUri: joinS3Uri(output, "slipway-manifest.json"),
      },
      instanceType: spec.resourceConfig.instanceType ?? "",
      instanceCount: spec.resourceConfig.instanceCount ?? 1,
      graceSeconds: GRACE_SECONDS,
      ...(volumeSizeInGB === undefined || volumeSizeInGB < 1 ? {} : { volumeGibibytes: volumeSizeInGB }),
    };
  };
}

/** `/opt/ml/input/config/*`, field for field as SageMaker writes them. */
function configFiles(job: TrainingJob): Readonly<Record<string, string>> {
  const { spec } = job;
  const mode = spec.algorithmSpecification.trainingInputMode ?? "File";
  const channels = (spec.inputDataConfig ?? []).map((channel) => [
    channel.channelName ?? "",
    {
      ...(channel.contentType === undefined ? {} : { ContentType: channel.contentType }),
      TrainingInputMode: channel.inputMode ?? mode,
      S3DistributionType: channel.dataSource?.s3DataSource?.s3DataDistributionType ?? "FullyReplicated",
      RecordWrapperType: channel.recordWrapperType ?? "None",
    },
  ]);
  const resources = {
    current_host: HOST,
    current_instance_type: spec.resourceConfig.instanceType ?? "",
    current_group_name: "homogeneousCluster",
    hosts: [HOST],
    instance_groups: [
      {
        instance_group_name: "homogeneousCluster",
        instance_type: spec.resourceConfig.instanceType ?? "",
        hosts: [HOST],
      },
    ],
    network_interface_name: "lo",
  };
  return {
    "input/config/hyperparameters.json": JSON.stringify(spec.hyperParameters ?? {}),
    "input/config/inputdataconfig.json": JSON.stringify(Object.fromEntries(channels)),
    "input/config/resourceconfig.json": JSON.stringify(resources),
  };
}

function input(channel: NonNullable<TrainingJob["spec"]["inputDataConfig"]>[number]): RunInput {
  const s3 = channel.dataSource?.s3DataSource;
  return {
    channel: channel.channelName ?? "",
    s3Uri: s3?.s3URI ?? "",
    s3DataType: s3?.s3DataType === "ManifestFile" ? "ManifestFile" : "S3Prefix",
    distribution: s3?.s3DataDistributionType ?? "FullyReplicated",
    compression: channel.compressionType ?? "None",
  };
}
