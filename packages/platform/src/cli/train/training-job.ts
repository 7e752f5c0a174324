import { defined } from "@slipway/model";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";
import { instancesOf, type JobRequest, jobMetadata, jobRole } from "../job/job-request.ts";

/** The built-in image that runs source code, and serves what that left. */
export const SOURCE_IMAGE = imageOf(script);

export interface Channel {
  readonly name: string;
  readonly uri: string;
  readonly contentType?: string | undefined;
}

export interface TrainingRequest extends JobRequest {
  /** The packed program, and which of its files to run. */
  readonly source?: { readonly uri: string; readonly program?: string | undefined };
  /** Runs instead of the program; `train -- COMMAND` is what the image that runs source code understands. */
  readonly command: readonly string[];
  readonly hyperParameters: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  readonly metrics: readonly { readonly name: string; readonly regex: string }[];
  readonly outputUri: string;
  /** The prefix that takes checkpoints, by the job's name; absent where none are kept. */
  readonly checkpoints?: (name: string) => string;
  /** Seconds that a job on spot machines may wait and run; absent for one that runs on others. */
  readonly maxWaitSeconds?: number | undefined;
}

/** What the command line asks for, as the object everyone else would write too. */
export function trainingJob(request: TrainingRequest): TrainingJob {
  const { name, source } = request;
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: jobMetadata(request),
    spec: {
      trainingJobName: name,
      roleARN: jobRole(request),
      algorithmSpecification: {
        trainingImage: request.image,
        trainingInputMode: "File",
        ...(request.metrics.length === 0 ? {} : { metricDefinitions: request.metrics }),
        ...(request.command.length === 0 ? {} : { containerArguments: ["train", "--", ...request.command] }),
      },
      hyperParameters: {
        ...request.hyperParameters,
        ...(source === undefined ? {} : { sagemaker_submit_directory: source.uri }),
        ...defined({ sagemaker_program: source?.program }),
      },
      ...(Object.keys(request.environment).length === 0 ? {} : { environment: request.environment }),
      ...(request.channels.length === 0 ? {} : { inputDataConfig: request.channels.map(inputChannel) }),
      outputDataConfig: { s3OutputPath: request.outputUri },
      resourceConfig: { ...instancesOf(request), volumeSizeInGB: 30 },
      ...(request.checkpoints === undefined
        ? {}
        : { checkpointConfig: { s3URI: request.checkpoints(name) } }),
      ...(request.maxWaitSeconds === undefined ? {} : { enableManagedSpotTraining: true }),
      stoppingCondition: {
        maxRuntimeInSeconds: request.maxRuntimeSeconds,
        ...defined({ maxWaitTimeInSeconds: request.maxWaitSeconds }),
      },
    },
  };
}

function inputChannel({ name, uri, contentType }: Channel) {
  return {
    channelName: name,
    ...defined({ contentType }),
    dataSource: {
      s3DataSource: {
        s3DataType: "S3Prefix" as const,
        s3URI: uri,
        s3DataDistributionType: "FullyReplicated" as const,
      },
    },
  };
}
