import type { ContainerDefinition, ModelSpec } from "./type.generated.ts";

/** The primary container, or those in a row. */
export function containersOf(spec: ModelSpec): readonly ContainerDefinition[] {
  return spec.primaryContainer === undefined ? (spec.containers ?? []) : [spec.primaryContainer];
}

/** What containers of one pod are called: as they say, or by their places. */
export function containerNames(containers: readonly ContainerDefinition[]): readonly string[] {
  return containers.map(({ containerHostname }, index) => containerHostname ?? `container-${index + 1}`);
}
