import type { Abilities } from "../abilities.ts";
import { unsupportedBy } from "../unsupported.ts";
import type { ProcessingInput, ProcessingJobSpec, ProcessingOutput } from "./type.generated.ts";

/** Fields whose meaning would be lost here; each sentence names the field and what to write instead. */
export function unsupportedInProcessingJob(spec: ProcessingJobSpec, abilities: Abilities): readonly string[] {
  const { processingInputs = [], processingOutputConfig, processingResources } = spec;
  const { instanceCount = 1 } = processingResources.clusterConfig ?? {};
  return [
    ...(spec.appSpecification.imageURI === undefined
      ? ["appSpecification.imageURI is missing: give an image"]
      : []),
    ...unsupportedBy(abilities, [
      {
        ability: "instances",
        asked: instanceCount > 1,
        otherwise: `processingResources.clusterConfig.instanceCount is ${instanceCount}; more than one instance is not served yet`,
      },
      ...processingInputs.map(({ s3Input }, index) => ({
        ability: "streams" as const,
        asked: s3Input?.s3InputMode === "Pipe",
        otherwise: `processingInputs[${index}].s3Input.s3InputMode Pipe is not served yet; use File`,
      })),
      ...(processingOutputConfig?.outputs ?? []).map(({ s3Output }, index) => ({
        ability: "checkpoints" as const,
        asked: s3Output?.s3UploadMode === "Continuous",
        otherwise: `processingOutputConfig.outputs[${index}].s3Output.s3UploadMode Continuous is not served yet; use EndOfJob`,
      })),
    ]),
    ...processingInputs.flatMap((input, index) => inputProblems(input, `processingInputs[${index}]`)),
    ...(processingOutputConfig?.outputs ?? []).flatMap((output, index) =>
      outputProblems(output, `processingOutputConfig.outputs[${index}]`),
    ),
  ];
}

function inputProblems({ datasetDefinition, s3Input }: ProcessingInput, at: string): readonly string[] {
  if (datasetDefinition !== undefined)
    return [
      `${at}.datasetDefinition is served by AWS alone: Athena and Redshift are not here; give an s3Input`,
    ];
  return notS3(s3Input?.s3URI, `${at}.s3Input.s3URI`);
}

function outputProblems({ featureStoreOutput, s3Output }: ProcessingOutput, at: string): readonly string[] {
  if (featureStoreOutput !== undefined)
    return [`${at}.featureStoreOutput is not served: there is no feature store here; give an s3Output`];
  return notS3(s3Output?.s3URI, `${at}.s3Output.s3URI`);
}

const notS3 = (uri: string | undefined, field: string): readonly string[] =>
  uri === undefined || uri.startsWith("s3://")
    ? []
    : [`${field} ${uri} is no s3:// URI, and nothing else is served`];
