import { fieldCauses } from "../../aws/field-causes.ts";
import { inputOf } from "../../aws/lookup.ts";
import { SAGEMAKER } from "../../aws/sagemaker/service.ts";
import { MOST_MEBIBYTES } from "../../batch/batch-plan.ts";
import { parseRecordPath } from "../../batch/json-path.ts";
import type { SpecCause } from "../spec-cause.ts";
import type { TransformJobSpec } from "./type.generated.ts";

/** What AWS's API would refuse in the spec; empty if nothing. The CRD itself checks types and top-level `required` alone. */
export function validateTransformJob(spec: TransformJobSpec): readonly SpecCause[] {
  const causes = fieldCauses(inputOf(SAGEMAKER, "CreateTransformJob"), spec, "spec");
  return causes.length > 0 ? causes : ruleCauses(spec);
}

function ruleCauses(spec: TransformJobSpec): readonly SpecCause[] {
  return [...payloadCauses(spec), ...dataTypeCauses(spec), ...processingCauses(spec)];
}

const invalid = (field: string, value: unknown, must: string): SpecCause => ({
  reason: "FieldValueInvalid",
  message: `Invalid value: ${JSON.stringify(value)}: ${must}`,
  field: `spec.${field}`,
  aws: `${member(field)} ${String(value)} is not valid: it ${must}`,
});

const member = (field: string): string => {
  const last = field.split(".").at(-1) ?? "";
  return `${last.charAt(0).toUpperCase()}${last.slice(1)}`;
};

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html#sagemaker-CreateTransformJob-request-MaxPayloadInMB */
function payloadCauses({
  maxPayloadInMB,
  maxConcurrentTransforms = 0,
}: TransformJobSpec): readonly SpecCause[] {
  if (maxPayloadInMB === undefined) return [];
  if (maxPayloadInMB > MOST_MEBIBYTES)
    return [invalid("maxPayloadInMB", maxPayloadInMB, `must be at most ${MOST_MEBIBYTES}`)];
  if (maxPayloadInMB * maxConcurrentTransforms <= MOST_MEBIBYTES) return [];
  const must = `must be at most ${MOST_MEBIBYTES} when it is multiplied by MaxConcurrentTransforms, ${maxConcurrentTransforms}`;
  return [invalid("maxPayloadInMB", maxPayloadInMB, must)];
}

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformS3DataSource.html */
function dataTypeCauses({ transformInput }: TransformJobSpec): readonly SpecCause[] {
  const { s3DataType } = transformInput.dataSource?.s3DataSource ?? {};
  return s3DataType === "AugmentedManifestFile" || s3DataType === "Converse"
    ? [
        invalid(
          "transformInput.dataSource.s3DataSource.s3DataType",
          s3DataType,
          "must be ManifestFile or S3Prefix in a transform job",
        ),
      ]
    : [];
}

const CSV = "text/csv";
const FORMS = [CSV, "application/json", "application/jsonlines"];
const formOf = (type: string | undefined): string => (type ?? "").split(";")[0]?.trim().toLowerCase() ?? "";

/** https://docs.aws.amazon.com/sagemaker/latest/dg/batch-transform-data-processing.html */
function processingCauses(spec: TransformJobSpec): readonly SpecCause[] {
  const { inputFilter = "$", outputFilter = "$", joinSource = "None" } = spec.dataProcessing ?? {};
  const filters = { inputFilter, outputFilter };
  const bad = Object.entries(filters).flatMap(([name, text]) =>
    parseRecordPath(text) === undefined
      ? [invalid(`dataProcessing.${name}`, text, "must be a JSONPath of the operators that SageMaker lists")]
      : [],
  );
  const isIdle = inputFilter === "$" && outputFilter === "$" && joinSource === "None";
  if (bad.length > 0 || isIdle) return bad;
  const { contentType, splitType = "None" } = spec.transformInput;
  const form = formOf(contentType);
  if (!FORMS.includes(form))
    return [
      invalid(
        "transformInput.contentType",
        contentType ?? "",
        `must be one of ${FORMS.join(", ")} with DataProcessing`,
      ),
    ];
  const { accept } = spec.transformOutput;
  return [
    ...(form === CSV && splitType !== "Line"
      ? [invalid("transformInput.splitType", splitType, "must be Line with DataProcessing of text/csv")]
      : []),
    ...(splitType === "RecordIO" || splitType === "TFRecord"
      ? [invalid("transformInput.splitType", splitType, "must be Line or None with DataProcessing")]
      : []),
    ...(spec.maxPayloadInMB === 0
      ? [invalid("maxPayloadInMB", 0, "must be above 0 with DataProcessing, which takes records one by one")]
      : []),
    ...Object.entries(filters).flatMap(([name, text]) => {
      const of = name === "inputFilter" || joinSource === "Input" ? form : formOf(accept ?? contentType);
      return of === CSV && parseRecordPath(text)?.isOfRows !== true
        ? [
            invalid(
              `dataProcessing.${name}`,
              text,
              "must ask for positions alone, e.g. $[0] or $[1:], of text/csv",
            ),
          ]
        : [];
    }),
  ];
}
