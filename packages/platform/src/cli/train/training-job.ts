import { objectName } from "@slipway/model";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import type { TrainingJob } from "@slipway/model/kinds/training-job/index.ts";

/** The built-in image that runs source code; it trains and does not serve. */
export const SOURCE_IMAGE = imageOf(script);

export interface Channel {
  readonly name: string;
  readonly uri: string;
  readonly contentType?: string | undefined;
}

export interface TrainingWish {
  readonly name: string;
  readonly namespace: string;
  readonly accountId: string;
  readonly image: string;
  /** The packed program, and which of its files to run. */
  readonly source?: { readonly uri: string; readonly program?: string | undefined };
  /** Runs instead of the program; `train -- COMMAND` is what the image that runs source code understands. */
  readonly command: readonly string[];
  readonly hyperParameters: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly channels: readonly Channel[];
  readonly outputUri: string;
  readonly instanceType: string;
  readonly maxRuntimeSeconds: number;
}

/** What the command line asks for, as the object everyone else would write too. */
export function trainingJob(wish: TrainingWish): TrainingJob {
  const { name, source } = wish;
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: { name: objectName(name), namespace: wish.namespace },
    spec: {
      trainingJobName: name,
      roleARN: `arn:aws:iam::${wish.accountId}:role/slipway`,
      algorithmSpecification: {
        trainingImage: wish.image,
        trainingInputMode: "File",
        ...(wish.command.length === 0 ? {} : { containerArguments: ["train", "--", ...wish.command] }),
      },
      hyperParameters: {
        ...wish.hyperParameters,
        ...(source === undefined ? {} : { sagemaker_submit_directory: source.uri }),
        ...(source?.program === undefined ? {} : { sagemaker_program: source.program }),
      },
      ...(Object.keys(wish.environment).length === 0 ? {} : { environment: wish.environment }),
      ...(wish.channels.length === 0 ? {} : { inputDataConfig: wish.channels.map(inputChannel) }),
      outputDataConfig: { s3OutputPath: wish.outputUri },
      resourceConfig: { instanceCount: 1, instanceType: wish.instanceType, volumeSizeInGB: 30 },
      stoppingCondition: { maxRuntimeInSeconds: wish.maxRuntimeSeconds },
    },
  };
}

function inputChannel({ name, uri, contentType }: Channel) {
  return {
    channelName: name,
    ...(contentType === undefined ? {} : { contentType }),
    dataSource: {
      s3DataSource: {
        s3DataType: "S3Prefix" as const,
        s3URI: uri,
        s3DataDistributionType: "FullyReplicated" as const,
      },
    },
  };
}
