import type { Abilities } from "../abilities.ts";
import { type Ask, unsupportedBy } from "../unsupported.ts";
import type { TrainingJobSpec } from "./type.generated.ts";

/** Fields whose meaning would be lost here; each sentence names the field and what to write instead. */
export function unsupportedInTrainingJob(spec: TrainingJobSpec, abilities: Abilities): readonly string[] {
  const algorithm = spec.algorithmSpecification;
  return [
    ...(algorithm.trainingImage === undefined
      ? [
          "algorithmSpecification.trainingImage is missing: algorithms by name or ARN are not served; give an image",
        ]
      : []),
    ...unsupportedBy(abilities, asks(spec)),
    ...(spec.resourceConfig.instanceGroups === undefined
      ? []
      : ["resourceConfig.instanceGroups is not served yet; use instanceType and instanceCount"]),
    ...(spec.outputDataConfig.compressionType === "NONE"
      ? ["outputDataConfig.compressionType NONE is not served yet; use GZIP"]
      : []),
    ...(spec.inputDataConfig ?? []).flatMap((channel, index) =>
      channelProblems(channel, `inputDataConfig[${index}]`),
    ),
  ];
}

function asks({ inputDataConfig = [], ...spec }: TrainingJobSpec): readonly Ask[] {
  const { instanceCount = 1 } = spec.resourceConfig;
  return [
    {
      ability: "streams",
      asked: spec.algorithmSpecification.trainingInputMode === "Pipe",
      otherwise: "algorithmSpecification.trainingInputMode Pipe is not served yet; use File",
    },
    ...inputDataConfig.map(
      ({ inputMode }, index): Ask => ({
        ability: "streams",
        asked: inputMode === "Pipe",
        otherwise: `inputDataConfig[${index}].inputMode Pipe is not served yet; use File`,
      }),
    ),
    {
      ability: "instances",
      asked: instanceCount > 1,
      otherwise: `resourceConfig.instanceCount is ${instanceCount}; more than one instance is not served yet`,
    },
    {
      ability: "checkpoints",
      asked: spec.checkpointConfig !== undefined,
      otherwise: "checkpointConfig is not served yet",
    },
  ];
}

type Channel = NonNullable<TrainingJobSpec["inputDataConfig"]>[number];

function channelProblems(channel: Channel, at: string): readonly string[] {
  const s3 = channel.dataSource?.s3DataSource;
  return [
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
