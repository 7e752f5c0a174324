import type { ProcessingInput, ProcessingJob } from "@slipway/model/kinds/processing-job/index.ts";
import { instancesOf, type JobRequest, jobMetadata, jobRole } from "../job/job-request.ts";

const ROOT = "/opt/ml/processing";
/** Where the program lies, as the SageMaker SDK has it. */
const CODE = `${ROOT}/input/code`;

/** A folder of data, or of results: where the program has it follows from its name. */
export interface NamedPlace {
  readonly name: string;
  readonly uri: string;
}

export interface ProcessingRequest extends JobRequest {
  readonly source: { readonly uri: string; readonly program: string };
  readonly args: readonly string[];
  readonly inputs: readonly NamedPlace[];
  readonly outputs: readonly NamedPlace[];
}

/** What the command line asks for, as the object everyone else would write too. */
export function processingJob(request: ProcessingRequest): ProcessingJob {
  const { name, source, args, environment } = request;
  return {
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "ProcessingJob",
    metadata: jobMetadata(request),
    spec: {
      processingJobName: name,
      roleARN: jobRole(request),
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
        clusterConfig: { ...instancesOf(request), volumeSizeInGB: 30 },
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
