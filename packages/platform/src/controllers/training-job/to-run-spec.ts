import { type AwsIdentity, defined } from "@slipway/model";
import { awsArn } from "@slipway/model/aws/aws-names.ts";
import { graceOf } from "@slipway/model/kinds/grace.ts";
import { type Checkpoints, checkpointsOf } from "@slipway/model/kinds/training-job/checkpoints.ts";
import { trainingJobFacts } from "@slipway/model/kinds/training-job/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { inputModeOf } from "@slipway/model/kinds/training-job/input-mode.ts";
import { isUncompressed, resultsOf } from "@slipway/model/kinds/training-job/results.ts";
import type { RunInput, RunOutput } from "@slipway/model/run-plan.ts";
import { joinS3Uri } from "#lib/s3-uri.ts";
import { hostsOf } from "#runs/hosts-of.ts";
import type { AskedRun } from "#runs/launch.ts";
import { channelInput } from "./channel-input.ts";
import { programOf } from "./program-of.ts";

/** SageMaker's own time between SIGTERM and SIGKILL, where the job says no other. */
const GRACE_SECONDS = 120;

/** What the job's spec means to any machinery: SageMaker's container contract. */
export function toRunSpec(identity: AwsIdentity): (job: TrainingJob) => AskedRun {
  return (job) => {
    const { spec } = job;
    const { volumeSizeInGB } = spec.resourceConfig;
    const program = programOf(job);
    const output = joinS3Uri(resultsOf(spec) ?? "", "output");
    const checkpoints = checkpointsOf(spec);
    return {
      ...program.runs,
      env: {
        ...spec.environment,
        ...program.env,
        ...defined({ SLIPWAY_CHECKPOINTS: checkpoints?.folder }),
        TRAINING_JOB_NAME: spec.trainingJobName,
        TRAINING_JOB_ARN: awsArn(trainingJobFacts.aws, identity, spec.trainingJobName),
      },
      files: configFiles(job),
      resourceConfig: "input/config/resourceconfig.json",
      inputs: [
        ...(program.source === undefined ? [] : [program.source]),
        ...(spec.inputDataConfig ?? []).map((channel) => channelInput(channel, inputModeOf(spec, channel))),
        ...(checkpoints === undefined ? [] : [restored(checkpoints)]),
      ],
      outputs: [...outputs(output, spec), ...(checkpoints === undefined ? [] : [kept(checkpoints)])],
      ...(checkpoints === undefined ? {} : { folders: [...FOLDERS, checkpoints.folder] }),
      manifestUri: joinS3Uri(output, "slipway-manifest.json"),
      hosts: hostsOf(spec.resourceConfig),
      graceSeconds: graceOf(job.metadata.annotations).seconds ?? GRACE_SECONDS,
      isSpot: spec.enableManagedSpotTraining === true,
      ...(volumeSizeInGB === undefined || volumeSizeInGB < 1 ? {} : { volumeGibibytes: volumeSizeInGB }),
    };
  };
}

/** What a program finds and may write to, whether it keeps checkpoints or not. */
const FOLDERS = ["model", "output/data", "checkpoints"];

function restored({ folder, s3Uri }: Checkpoints): RunInput {
  const from = {
    s3Uri,
    s3DataType: "S3Prefix",
    distribution: "FullyReplicated",
    compression: "None",
  } as const;
  return { name: "Checkpoints", to: folder, from, as: "copy", restores: true };
}

const kept = ({ folder, s3Uri }: Checkpoints): RunOutput => ({
  name: "checkpoints",
  from: folder,
  to: s3Uri,
  form: "files",
  when: "continuous",
});

/** Those of `/opt/ml/input/config/*` that are the same on every host, field for field as SageMaker writes them. */
function configFiles(job: TrainingJob): Readonly<Record<string, string>> {
  const { spec } = job;
  const channels = (spec.inputDataConfig ?? []).map((channel) => [
    channel.channelName ?? "",
    {
      ...defined({ ContentType: channel.contentType }),
      TrainingInputMode: inputModeOf(spec, channel),
      S3DistributionType: channel.dataSource?.s3DataSource?.s3DataDistributionType ?? "FullyReplicated",
      RecordWrapperType: channel.recordWrapperType ?? "None",
    },
  ]);
  return {
    "input/config/hyperparameters.json": JSON.stringify(spec.hyperParameters ?? {}),
    "input/config/inputdataconfig.json": JSON.stringify(Object.fromEntries(channels)),
  };
}

/** SageMaker's archive of output holds what the program wrote as its reason for failing; without compression both are files below a prefix. */
function outputs(at: string, spec: TrainingJob["spec"]): AskedRun["outputs"] {
  const [form, ending] = isUncompressed(spec) ? (["files", "/"] as const) : (["tar.gz", ".tar.gz"] as const);
  const output = isUncompressed(spec) ? "data" : "output";
  return [
    { name: "model", from: "model", to: joinS3Uri(at, "model") + ending, form, when: "end" },
    {
      name: "data",
      from: "output/data",
      to: joinS3Uri(at, output) + ending,
      also: ["output/failure"],
      form,
      when: "end",
    },
  ];
}
