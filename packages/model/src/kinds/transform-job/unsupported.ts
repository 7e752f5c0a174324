import type { Abilities } from "../abilities.ts";
import { notS3 } from "../not-s3.ts";
import { unsupportedBy } from "../unsupported.ts";
import type { TransformJob } from "./type.generated.ts";

/** Fields whose meaning would be lost here; each sentence names the field and what to write instead. */
export function unsupportedInTransformJob(
  { spec }: Pick<TransformJob, "spec">,
  abilities: Abilities,
): readonly string[] {
  const { instanceCount = 1 } = spec.transformResources;
  const { s3URI } = spec.transformInput.dataSource?.s3DataSource ?? {};
  return [
    ...unsupportedBy(abilities, [
      {
        ability: "instances",
        asked: instanceCount > 1,
        otherwise: `transformResources.instanceCount is ${instanceCount}; more than one instance is not served yet`,
      },
    ]),
    ...(spec.dataCaptureConfig === undefined
      ? []
      : [
          "dataCaptureConfig is not served: the answers with their input are had by dataProcessing.joinSource",
        ]),
    ...notS3(s3URI, "transformInput.dataSource.s3DataSource.s3URI"),
    ...notS3(spec.transformOutput.s3OutputPath, "transformOutput.s3OutputPath"),
  ];
}
