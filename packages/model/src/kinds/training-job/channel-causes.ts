import type { SpecCause } from "../spec-cause.ts";
import { type Channel, type InputMode, inputModeOf } from "./input-mode.ts";
import type { TrainingJobSpec } from "./type.generated.ts";

/**
 * What AWS's documentation says that channels cannot be together, field by field.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Channel.html and API_S3DataSource.html
 */
export function channelCauses(spec: TrainingJobSpec): readonly SpecCause[] {
  return (spec.inputDataConfig ?? []).flatMap((channel, index) =>
    causesOf(channel, { at: `spec.inputDataConfig[${index}]`, mode: inputModeOf(spec, channel) }),
  );
}

interface Place {
  readonly at: string;
  readonly mode: InputMode;
}

function causesOf(channel: Channel, { at, mode }: Place): readonly SpecCause[] {
  const { channelName = "", recordWrapperType } = channel;
  const { s3DataType, attributeNames = [] } = channel.dataSource?.s3DataSource ?? {};
  const s3 = `${at}.dataSource.s3DataSource`;
  const causes: SpecCause[] = [];
  if (s3DataType === "AugmentedManifestFile" && mode !== "Pipe") {
    const aws = `Invalid S3DataType AugmentedManifestFile for channel ${channelName}. It can only be used if the channel's input mode is Pipe`;
    causes.push(forbidden(`${s3}.s3DataType`, 'AugmentedManifestFile only with input mode "Pipe"', aws));
  }
  if (s3DataType === "AugmentedManifestFile" && attributeNames.length === 0) {
    const message = "Required value with AugmentedManifestFile";
    const aws = `AttributeNames is required for channel ${channelName} because its S3DataType is AugmentedManifestFile`;
    causes.push({ reason: "FieldValueRequired", message, field: `${s3}.attributeNames`, aws });
  }
  if (s3DataType === "ManifestFile" && mode === "FastFile") {
    const aws = `Invalid S3DataType ManifestFile for channel ${channelName}. Input mode FastFile supports S3Prefix only`;
    causes.push(forbidden(`${s3}.s3DataType`, 'only S3Prefix with input mode "FastFile"', aws));
  }
  if (recordWrapperType === "RecordIO" && mode !== "Pipe") {
    const aws = `Invalid RecordWrapperType RecordIO for channel ${channelName}. It can only be used if the channel's input mode is Pipe`;
    causes.push(forbidden(`${at}.recordWrapperType`, 'RecordIO only with input mode "Pipe"', aws));
  }
  return causes;
}

const forbidden = (field: string, words: string, aws: string): SpecCause => ({
  reason: "FieldValueForbidden",
  message: `Forbidden: ${words}`,
  field,
  aws,
});
