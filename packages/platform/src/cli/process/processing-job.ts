import { defined, HOME_ROLE, objectName } from "@slipway/model";
import type { ProcessingInput, ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";

const ROOT = "/opt/ml/processing";
/** Where the program lies, as the SageMaker SDK has it. */
const CODE = `${ROOT}/input/code`;

/** A folder of data, or of results: where the program has it follows from its name. */
export interface NamedPlace {
  readonly name: string;
  readonly uri: string;
}

export interface ProcessingRequest {
  readonly name: string;
  readonly namespace: string;
  readonly accountId: string;
  readonly image: string;
  readonly source: { readonly uri: string; readonly program: string };
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly inputs: readonly NamedPlace[];
  readonly outputs: readonly NamedPlace[];
  readonly instanceType: string;
  readonly maxRuntimeSeconds: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** What the command line asks for, as the object everyone else would write too. */
export function processingJob(request: ProcessingRequest): ProcessingJob {
  const { name, source, args, environment } = request;
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "ProcessingJob",
    metadata: {
      name: objectName(name),
      namespace: request.namespace,
      ...(Object.keys(request.labels).length === 0 ? {} : { labels: request.labels }),
      ...defined({ annotations: request.annotations }),
    },
    spec: {
      processingJobName: name,
      roleARN: `arn:aws:iam::${request.accountId}:role/${HOME_ROLE}`,
      appSpecification: {
        imageURI: request.image,
        containerEntrypoint: entrypoint(`${CODE}/${source.program}`),
        ...(args.length === 0 ? {} : { containerArguments: args }),
      },
      ...(Object.keys(environment).length === 0 ? {} : { environment }),
      processingInputs: [
        input("code", { uri: source.uri, localPath: CODE }),
        ...request.inputs.map((one) =>
          input(one.name, { uri: one.uri, localPath: `${ROOT}/input/${one.name}` }),
        ),
      ],
      processingOutputConfig: {
        outputs: request.outputs.map((output) => ({
          outputName: output.name,
          s3Output: { s3URI: output.uri, localPath: outputPath(output), s3UploadMode: "EndOfJob" as const },
        })),
      },
      processingResources: {
        clusterConfig: { instanceCount: 1, instanceType: request.instanceType, volumeSizeInGB: 30 },
      },
      stoppingCondition: { maxRuntimeInSeconds: request.maxRuntimeSeconds },
    },
  };
}

/** Where the program leaves the results of that name. */
export const outputPath = ({ name }: Pick<NamedPlace, "name">): string => `${ROOT}/output/${name}`;

function entrypoint(program: string): readonly string[] {
  return program.endsWith(".sh") ? ["/bin/sh", program] : ["python3", program];
}

function input(name: string, at: { readonly uri: string; readonly localPath: string }): ProcessingInput {
  return {
    inputName: name,
    s3Input: { s3URI: at.uri, localPath: at.localPath, s3DataType: "S3Prefix", s3InputMode: "File" },
  };
}
