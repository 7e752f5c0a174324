import type { Abilities } from "../abilities.ts";
import { unsupportedBy } from "../unsupported.ts";
import { containersOf } from "./containers.ts";
import { dataUriOf } from "./data-uri.ts";
import type { ContainerDefinition, ModelSpec } from "./type.generated.ts";

/** Fields whose meaning would be lost where the object is carried; each sentence names the field. */
export function unsupportedInModel(spec: ModelSpec, abilities: Abilities): readonly string[] {
  const containers = containersOf(spec);
  return [
    ...unsupportedBy(abilities, [
      {
        ability: "pipelines",
        asked: containers.length > 1,
        otherwise: `${containers.length} containers are given; exactly one is served there`,
      },
    ]),
    ...containers.flatMap((container) => [
      ...(container.image === undefined
        ? ["the container has no image: model packages are not served yet"]
        : []),
      ...(container.mode === "MultiModel" ? multiModelProblems(container, containers.length) : []),
      ...dataProblems(container),
    ]),
  ];
}

/** SageMaker takes a container of many models among others, too, in series. */
function multiModelProblems(container: ContainerDefinition, count: number): readonly string[] {
  if (count > 1) return ["mode MultiModel is served of a container that is alone"];
  const uri = dataUriOf(container);
  if (uri?.startsWith("s3://") === true && !/\.(tar\.gz|tgz)$/.test(uri)) return [];
  return [
    "mode MultiModel needs a modelDataURL that is a prefix below which the models' archives lie: s3://BUCKET/PREFIX/",
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
