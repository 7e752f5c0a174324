import { defined } from "@slipway/model";
import type { DataProcessing, SplitType } from "@slipway/model/batch/batch-plan.ts";
import type { TransformJob } from "@slipway/model/kinds/transform-job/index.ts";
import { instancesOf, type JobRequest, jobMetadata } from "../job/job-request.ts";

export interface BatchRequest extends Omit<JobRequest, "image" | "maxRuntimeSeconds"> {
  readonly modelName: string;
  /** The data, an `s3://` prefix. */
  readonly input: string;
  readonly compressed: boolean;
  readonly output: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly split: SplitType;
  readonly strategy?: "MultiRecord" | "SingleRecord";
  readonly maxPayloadMegabytes?: number;
  readonly maxConcurrent?: number;
  readonly timeoutSeconds?: number;
  readonly retries?: number;
  readonly processing?: DataProcessing;
}

/** What the command line asks for, as the object everyone else would write too. */
export function transformJob(request: BatchRequest): TransformJob {
  const { name, environment, processing, split } = request;
  const client = defined({
    invocationsTimeoutInSeconds: request.timeoutSeconds,
    invocationsMaxRetries: request.retries,
  });
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "TransformJob",
    metadata: jobMetadata(request),
    spec: {
      transformJobName: name,
      modelName: request.modelName,
      ...defined({
        batchStrategy: request.strategy,
        maxPayloadInMB: request.maxPayloadMegabytes,
        maxConcurrentTransforms: request.maxConcurrent,
      }),
      ...(Object.keys(client).length === 0 ? {} : { modelClientConfig: client }),
      ...(Object.keys(environment).length === 0 ? {} : { environment }),
      transformInput: {
        dataSource: { s3DataSource: { s3DataType: "S3Prefix", s3URI: request.input } },
        ...defined({ contentType: request.contentType }),
        splitType: split,
        ...(request.compressed ? { compressionType: "Gzip" as const } : {}),
      },
      transformOutput: {
        s3OutputPath: request.output,
        ...defined({ accept: request.accept }),
        assembleWith: split === "Line" ? "Line" : "None",
      },
      ...(processing === undefined
        ? {}
        : {
            dataProcessing: {
              inputFilter: processing.inputFilter,
              joinSource: processing.join,
              outputFilter: processing.outputFilter,
            },
          }),
      transformResources: instancesOf(request),
    },
  };
}
