import { saying } from "../without-effect.ts";
import { containersOf } from "./containers.ts";
import type { ModelSpec } from "./type.generated.ts";

/** Fields that change nothing about what the model answers here. */
export function withoutEffectInModel(spec: ModelSpec): readonly string[] {
  const containers = containersOf(spec);
  return saying({
    enableNetworkIsolation: spec.enableNetworkIsolation,
    ...(containers.length === 1 ? { inferenceExecutionConfig: spec.inferenceExecutionConfig } : {}),
    vpcConfig: spec.vpcConfig,
    "container.additionalModelDataSources": containers.flatMap(
      (container) => container.additionalModelDataSources ?? [],
    ),
    "container.containerMetricsConfig": containers.find(
      (container) => container.containerMetricsConfig !== undefined,
    ),
    "container.imageConfig": containers.find((container) => container.imageConfig !== undefined),
    "container.inferenceSpecificationName": containers.find(
      (container) => container.inferenceSpecificationName,
    ),
  });
}
