import type { Abilities } from "../abilities.ts";
import { unsupportedBy } from "../unsupported.ts";
import type { ModelSpec } from "./type.generated.ts";

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
      ...(container.modelDataSource === undefined
        ? []
        : ["modelDataSource is not served yet; use modelDataURL"]),
    ]),
  ];
}
