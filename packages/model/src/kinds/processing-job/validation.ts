import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { duplicates } from "../duplicates.ts";
import { exactlyOne } from "../exactly-one.ts";
import type { SpecCause } from "../spec-cause.ts";
import { belowOptMl } from "./local-path.ts";
import type { ProcessingInput, ProcessingJobSpec, ProcessingOutput } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. The CRD itself checks types and top-level `required` alone. */
export function validateProcessingJob(spec: ProcessingJobSpec): readonly SpecCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateProcessingJob"), spec, "spec");
  return causes.length > 0 ? causes : ruleCauses(spec);
}

const INPUTS = "spec.processingInputs";
const OUTPUTS = "spec.processingOutputConfig.outputs";

function ruleCauses({
  processingInputs = [],
  processingOutputConfig,
}: ProcessingJobSpec): readonly SpecCause[] {
  const outputs = processingOutputConfig?.outputs ?? [];
  return [
    ...processingInputs.flatMap((input, index) => inputCauses(input, `${INPUTS}[${index}]`)),
    ...outputs.flatMap((output, index) => outputCauses(output, `${OUTPUTS}[${index}]`)),
    ...duplicates(
      processingInputs.map(({ inputName }) => inputName),
      { list: INPUTS, field: "inputName" },
    ),
    ...duplicates(
      outputs.map(({ outputName }) => outputName),
      { list: OUTPUTS, field: "outputName" },
    ),
    ...duplicates(
      processingInputs.map(({ s3Input }) => belowOptMl(s3Input?.localPath)),
      {
        list: INPUTS,
        field: "s3Input.localPath",
      },
    ),
  ];
}

function inputCauses(input: ProcessingInput, at: string): readonly SpecCause[] {
  const { s3Input, appManaged = false } = input;
  return [
    ...exactlyOne(input, ["s3Input", "datasetDefinition"], at),
    ...(s3Input === undefined || appManaged ? [] : pathCauses(s3Input.localPath, `${at}.s3Input.localPath`)),
    ...(s3Input?.s3CompressionType === "Gzip" && s3Input.s3InputMode !== "Pipe"
      ? [gzipCause(`${at}.s3Input.s3CompressionType`)]
      : []),
  ];
}

const gzipCause = (field: string): SpecCause => ({
  reason: "FieldValueForbidden",
  message: 'Forbidden: Gzip only with s3InputMode "Pipe"',
  field,
  aws: "Gzip can only be used if Pipe mode is specified as the S3InputMode",
});

function outputCauses(output: ProcessingOutput, at: string): readonly SpecCause[] {
  const { s3Output, appManaged = false } = output;
  return [
    ...exactlyOne(output, ["s3Output", "featureStoreOutput"], at),
    ...(s3Output === undefined || appManaged
      ? []
      : pathCauses(s3Output.localPath, `${at}.s3Output.localPath`)),
  ];
}

function pathCauses(path: string | undefined, field: string): readonly SpecCause[] {
  if (path === undefined) {
    const message = "Required value unless appManaged is true";
    return [
      { reason: "FieldValueRequired", message, field, aws: "LocalPath is required when AppManaged is false" },
    ];
  }
  if (belowOptMl(path) !== undefined) return [];
  const aws = `LocalPath ${path} is not valid: it must be /opt/ml/processing or a path below it`;
  return [
    {
      reason: "FieldValueInvalid",
      message: `Invalid value: "${path}": must be /opt/ml/processing or below it`,
      field,
      aws,
    },
  ];
}
