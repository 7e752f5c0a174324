import { BUCKET, type FailureCase } from "./failure-case.ts";

/** Where a job of the table is to run. */
export interface JobPlace {
  readonly name: string;
  /** What runs `sh`. */
  readonly image: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
const ML = 'cd "${SLIPWAY_OPT_ML:-/opt/ml}"';

/** A case of the table as the file that a user applies. */
export function jobOf({ asks }: FailureCase, { name, image, annotations }: JobPlace): object {
  const {
    script = "",
    entrypoint = ["sh", "-c", `${ML}; ${script}`],
    output = `s3://${BUCKET}/jobs/`,
  } = asks;
  const retries = Object.entries(asks.retries ?? {}).map(([name, count]) => `${name}=${count}`);
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TrainingJob",
    metadata: {
      name,
      annotations: {
        ...annotations,
        ...(retries.length === 0 ? {} : { "slipway.dev/retries": retries.join(",") }),
        ...(asks.grace === undefined ? {} : { "slipway.dev/grace-seconds": String(asks.grace) }),
      },
    },
    spec: {
      trainingJobName: name,
      roleARN: "arn:aws:iam::123456789012:role/jobs",
      algorithmSpecification: {
        trainingImage: asks.image ?? image,
        trainingInputMode: "File",
        containerEntrypoint: entrypoint,
      },
      ...(asks.input === undefined ? {} : { inputDataConfig: [channel(asks.input)] }),
      ...(asks.checkpoints === undefined
        ? {}
        : { checkpointConfig: { s3URI: `s3://${BUCKET}/checkpoints/${name}` } }),
      outputDataConfig: { s3OutputPath: output },
      resourceConfig: {
        instanceCount: 1,
        instanceType: asks.instanceType ?? "ml.m5.large",
        volumeSizeInGB: 1,
      },
      stoppingCondition: { maxRuntimeInSeconds: asks.maxRuntimeSeconds ?? 3_600 },
    },
  };
}

const channel = (s3URI: string) => ({
  channelName: "training",
  dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI } },
});

const pool = (name: string, capacity: Readonly<Record<string, string>>) => ({
  apiVersion: "slipway.dev/v1alpha1",
  kind: "NodePool",
  metadata: { name },
  spec: { instanceTypes: [name], capacity },
});

/** What the instance types of the table mean. */
export const POOLS: readonly object[] = [
  pool("small", { memory: "300Mi" }),
  pool("vast", { memory: "100Ti" }),
  pool("gpu", { "nvidia.com/gpu": "1" }),
];
