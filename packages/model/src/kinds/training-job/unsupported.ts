import type { Abilities } from "../abilities.ts";
import { type Ask, unsupportedBy } from "../unsupported.ts";
import { checkpointProblem } from "./checkpoints.ts";
import { type Channel, inputModeOf } from "./input-mode.ts";
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
    ...(abilities.wholeRequest ? [] : [checkpointProblem(spec) ?? []].flat()),
    ...(spec.inputDataConfig ?? []).flatMap((channel, index) =>
      channelProblems(channel, `inputDataConfig[${index}]`),
    ),
  ];
}

function asks({ inputDataConfig = [], ...spec }: TrainingJobSpec): readonly Ask[] {
  const { instanceCount = 1, instanceGroups = [] } = spec.resourceConfig;
  const groups = instanceGroups.reduce((sum, group) => sum + (group.instanceCount ?? 1), 0);
  return [
    ...inputDataConfig.map(
      (channel, index): Ask => ({
        ability: "streams",
        asked: inputModeOf(spec, channel) === "Pipe",
        otherwise: `${channel.inputMode === undefined ? "algorithmSpecification.trainingInputMode" : `inputDataConfig[${index}].inputMode`} Pipe is not served; use File`,
      }),
    ),
    {
      ability: "instances",
      asked: instanceCount > 1,
      otherwise: `resourceConfig.instanceCount is ${instanceCount}; one instance is served here`,
    },
    {
      ability: "instances",
      asked: groups > 1,
      otherwise: `resourceConfig.instanceGroups has ${groups} instances; one instance is served here`,
    },
    {
      ability: "checkpoints",
      asked: spec.checkpointConfig !== undefined,
      otherwise: "checkpointConfig is not served yet",
    },
    {
      ability: "spot",
      asked: spec.enableManagedSpotTraining === true,
      otherwise: "enableManagedSpotTraining is not served yet",
    },
  ];
}

function channelProblems(channel: Channel, at: string): readonly string[] {
  const s3 = channel.dataSource?.s3DataSource;
  return [
    ...(s3 === undefined ? [`${at}.dataSource.s3DataSource is missing: only S3 data is served`] : []),
    ...(s3?.s3DataType === "Converse"
      ? [
          `${at}.dataSource.s3DataSource.s3DataType Converse is not served; use S3Prefix, ManifestFile or AugmentedManifestFile`,
        ]
      : []),
  ];
}
