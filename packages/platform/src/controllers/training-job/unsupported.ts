import type { TrainingJobSpec } from "@slipway/model/kinds/training-job/index.ts";

/** Fields whose meaning would be lost here; each sentence names the field and what to write instead. */
export function unsupported(spec: TrainingJobSpec): readonly string[] {
  const algorithm = spec.algorithmSpecification;
  return [
    ...(algorithm.trainingImage === undefined
      ? [
          "algorithmSpecification.trainingImage is missing: algorithms by name or ARN are not served; give an image",
        ]
      : []),
    ...(algorithm.trainingInputMode === "Pipe"
      ? ["algorithmSpecification.trainingInputMode Pipe is not served yet; use File"]
      : []),
    ...((spec.resourceConfig.instanceCount ?? 1) > 1
      ? [
          `resourceConfig.instanceCount is ${spec.resourceConfig.instanceCount}; more than one instance is not served yet`,
        ]
      : []),
    ...(spec.resourceConfig.instanceGroups === undefined
      ? []
      : ["resourceConfig.instanceGroups is not served yet; use instanceType and instanceCount"]),
    ...(spec.checkpointConfig === undefined ? [] : ["checkpointConfig is not served yet"]),
    ...(spec.enableNetworkIsolation === true
      ? ["enableNetworkIsolation cannot be kept yet: the program would have the machine's network"]
      : []),
    ...(spec.outputDataConfig.compressionType === "NONE"
      ? ["outputDataConfig.compressionType NONE is not served yet; use GZIP"]
      : []),
    ...(spec.inputDataConfig ?? []).flatMap((channel, index) =>
      channelProblems(channel, `inputDataConfig[${index}]`),
    ),
  ];
}

type Channel = NonNullable<TrainingJobSpec["inputDataConfig"]>[number];

function channelProblems(channel: Channel, at: string): readonly string[] {
  const s3 = channel.dataSource?.s3DataSource;
  return [
    ...(channel.inputMode === "Pipe" ? [`${at}.inputMode Pipe is not served yet; use File`] : []),
    ...(channel.recordWrapperType === "RecordIO"
      ? [`${at}.recordWrapperType RecordIO is not served yet; use None`]
      : []),
    ...(channel.shuffleConfig === undefined ? [] : [`${at}.shuffleConfig is not served yet`]),
    ...(s3 === undefined ? [`${at}.dataSource.s3DataSource is missing: only S3 data is served`] : []),
    ...(s3?.s3DataType === "AugmentedManifestFile" || s3?.s3DataType === "Converse"
      ? [
          `${at}.dataSource.s3DataSource.s3DataType ${s3.s3DataType} is not served yet; use S3Prefix or ManifestFile`,
        ]
      : []),
  ];
}
