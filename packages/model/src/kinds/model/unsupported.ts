import type { Abilities } from "../abilities.ts";
import { unsupportedBy } from "../unsupported.ts";
import type { ContainerDefinition, ModelSpec } from "./type.generated.ts";

/** Fields whose meaning would be lost where the object is carried; each sentence names the field. */
export function unsupportedInModel(spec: ModelSpec, abilities: Abilities): readonly string[] {
  const containers = [
    ...(spec.primaryContainer === undefined ? [] : [spec.primaryContainer]),
    ...(spec.containers ?? []),
  ];
  return [
    ...unsupportedBy(abilities, [
      {
        ability: "pipelines",
        asked: containers.length > 1,
        otherwise: `${containers.length} containers are given; exactly one is served (an inference pipeline is not yet)`,
      },
    ]),
    ...containers.flatMap((container) => [
      ...(container.image === undefined
        ? ["the container has no image: model packages are not served yet"]
        : []),
      ...(container.mode === "MultiModel" ? ["mode MultiModel is not served yet"] : []),
      ...dataProblems(container),
    ]),
  ];
}

/** Archives as single objects and files below a prefix are what a training job leaves. */
function dataProblems({ modelDataSource }: ContainerDefinition): readonly string[] {
  const { s3DataType, compressionType, hubAccessConfig, manifestS3URI } = modelDataSource?.s3DataSource ?? {};
  if (modelDataSource === undefined) return [];
  const isFiles = s3DataType === "S3Prefix" && compressionType === "None";
  const isArchive = s3DataType === "S3Object" && compressionType === "Gzip";
  if ((isFiles || isArchive) && hubAccessConfig === undefined && manifestS3URI === undefined) return [];
  return [
    "modelDataSource is served with s3DataType S3Prefix and compressionType None, or with S3Object and Gzip, and from no hub or manifest",
  ];
}
