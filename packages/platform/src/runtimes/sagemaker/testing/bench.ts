import type { Resource } from "@slipway/model";
import { type Namespace, namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import type { AwsAccess } from "../aws-access.ts";
import { createSageMaker } from "../create-sagemaker.ts";
import { ScriptedAws } from "./scripted-aws.ts";

/** The runtime over real stores in memory, and an AWS in the test's hands. */
export interface Bench {
  readonly aws: ScriptedAws;
  readonly store: Store;
  readonly ledger: Ledger;
  /** Another one each time, as after a restart: it knows nothing of what the last one remembered. */
  sagemaker(access?: AwsAccess, options?: { readonly settleMs: number }): ReturnType<typeof createSageMaker>;
  annotate(annotations: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const clock = systemClock;
  const [aws, { store, close }] = await Promise.all([ScriptedAws.up(), createMemoryStore({ clock })]);
  const ledger = createMemoryLedger();
  const bench: Bench = {
    aws,
    store,
    ledger,
    sagemaker: (access = {}, { settleMs } = { settleMs: 0 }) =>
      createSageMaker({
        store,
        ledger,
        clock,
        access,
        pollMs: 0,
        settleMs,
        maxAttempts: 3,
        timeoutMs: 2_000,
      }),
    annotate: async (annotations) => {
      const found = await store.get<Namespace>(namespaceKind, "/default");
      if (found === undefined) throw new Error("there is no namespace default");
      const metadata = { ...found.metadata, annotations };
      await store.replace(namespaceKind, { ...found, metadata }, "object");
    },
    close: async () => {
      await Promise.all([aws.close(), ledger.close(), close()]);
    },
  };
  await bench.annotate(aws.annotations);
  return bench;
}

export const JOB = "Job-1";

/** The smallest object that a training job can be made of. */
export const trainingJobOwner: Resource = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TrainingJob",
  metadata: { name: "job-1", namespace: "default", uid: "uid-1" },
  spec: {
    trainingJobName: JOB,
    roleARN: "arn:aws:iam::123456789012:role/execution",
    algorithmSpecification: { trainingImage: "image", trainingInputMode: "File" },
    outputDataConfig: { s3OutputPath: "s3://bucket-a/out" },
    resourceConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 5 },
    stoppingCondition: { maxRuntimeInSeconds: 3_600 },
  },
};

/** The smallest object that a processing job can be made of. */
export const processingJobOwner: Resource = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "ProcessingJob",
  metadata: { name: "job-1", namespace: "default", uid: "uid-2" },
  spec: {
    processingJobName: JOB,
    roleARN: "arn:aws:iam::123456789012:role/execution",
    appSpecification: { imageURI: "image" },
    processingResources: {
      clusterConfig: { instanceType: "ml.m5.large", instanceCount: 2, volumeSizeInGB: 5 },
    },
  },
};

/** The smallest object that a transform job can be made of. */
export const transformJobOwner: Resource = {
  apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
  kind: "TransformJob",
  metadata: { name: "job-1", namespace: "default", uid: "uid-3" },
  spec: {
    transformJobName: JOB,
    modelName: "model-1",
    transformInput: { dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI: "s3://bucket-a/rows" } } },
    transformOutput: { s3OutputPath: "s3://bucket-a/answers" },
    transformResources: { instanceType: "ml.m5.large", instanceCount: 2 },
  },
};
