import type { Pod } from "./workloads.ts";

/** Annotations of pods that are of use only together, as the hosts of one run: placed all, or none of them. */
export const POD_GROUP = {
  /** The group's name, unique in its namespace. */
  name: "slipway.dev/pod-group",
  /** How many pods the group has. */
  size: "slipway.dev/pod-group-size",
} as const;

/** The group of a pod; undefined for one that stands for itself, and where the annotations are not both there and sound. */
export function podGroupOf({ metadata }: Pod): { readonly name: string; readonly size: number } | undefined {
  const name = metadata.annotations?.[POD_GROUP.name];
  const size = Number(metadata.annotations?.[POD_GROUP.size]);
  if (name === undefined || name === "" || !Number.isInteger(size) || size < 2) return undefined;
  return { name: `${metadata.namespace ?? ""}/${name}`, size };
}
