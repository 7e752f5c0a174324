import { ALGORITHMS } from "../../algorithms/all.ts";
import { imageOf } from "../../algorithms/facts.ts";
import { awsImageName, IMAGE_ANNOTATION } from "../../algorithms/image-name.ts";
import { FRAMEWORKS } from "../../algorithms/script/frameworks.ts";
import type { Abilities } from "../abilities.ts";
import { graceOf } from "../grace.ts";
import { notS3 } from "../not-s3.ts";
import { retriesOf } from "../retries.ts";
import { unsupportedBy } from "../unsupported.ts";
import type {
  ProcessingInput,
  ProcessingJob,
  ProcessingJobSpec,
  ProcessingOutput,
} from "./type.generated.ts";

/** Fields whose meaning would be lost here; each sentence names the field and what to write instead. */
export function unsupportedInProcessingJob(
  { spec, metadata }: Pick<ProcessingJob, "spec" | "metadata">,
  abilities: Abilities,
): readonly string[] {
  const { processingInputs = [], processingOutputConfig, processingResources } = spec;
  const { instanceCount = 1 } = processingResources.clusterConfig ?? {};
  return [
    ...(spec.appSpecification.imageURI === undefined
      ? ["appSpecification.imageURI is missing: give an image"]
      : []),
    ...withoutCommand(spec, metadata.annotations),
    ...retriesOf(metadata.annotations).problems,
    ...graceOf(metadata.annotations).problems,
    ...unsupportedBy(abilities, [
      {
        ability: "instances",
        asked: instanceCount > 1,
        otherwise: `processingResources.clusterConfig.instanceCount is ${instanceCount}; one instance is served here`,
      },
      ...processingInputs.map(({ s3Input }, index) => ({
        ability: "streams" as const,
        asked: s3Input?.s3InputMode === "Pipe",
        otherwise: `processingInputs[${index}].s3Input.s3InputMode Pipe is not served; use File`,
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

/** In the place of AWS's images of frameworks a program of ours runs a command; what those images would do without one is not here. */
function withoutCommand(
  { appSpecification: { imageURI = "", containerEntrypoint } }: ProcessingJobSpec,
  annotations: Readonly<Record<string, string>> = {},
): readonly string[] {
  if (containerEntrypoint !== undefined || annotations[IMAGE_ANNOTATION] === "as-is") return [];
  const isOurs =
    ALGORITHMS.some((facts) => imageOf(facts) === imageURI) ||
    FRAMEWORKS.some((framework) => awsImageName(imageURI, framework) !== undefined);
  return isOurs
    ? [
        `appSpecification.containerEntrypoint is missing: here ${imageURI} runs the command that the job gives`,
      ]
    : [];
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
