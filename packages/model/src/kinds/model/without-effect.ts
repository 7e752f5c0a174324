import { saying } from "../without-effect.ts";
import type { ModelSpec } from "./type.generated.ts";

/** Fields that change nothing about what the model answers here. */
export function withoutEffectInModel(spec: ModelSpec): readonly string[] {
  const containers = [
    ...(spec.primaryContainer === undefined ? [] : [spec.primaryContainer]),
    ...(spec.containers ?? []),
  ];
  return saying({
    enableNetworkIsolation: spec.enableNetworkIsolation,
    inferenceExecutionConfig: spec.inferenceExecutionConfig,
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
