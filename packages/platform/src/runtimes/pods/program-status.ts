import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { containerStatus } from "./container-status.ts";
import { ANNOTATION } from "./layout.ts";

/** The user's program in every pod of a run: its log is the run's. */
export const PROGRAM = "algorithm";

/** Beside a model's server, what asks it: the main container of a batch. */
export const TRANSFORM = "transform";

/** The container whose end is the run's end. */
function mainContainer({ metadata }: Pod): string {
  return metadata.annotations?.[ANNOTATION.mainContainer] ?? PROGRAM;
}

/** The program is a model's server, which the main container asks. */
export const hasServer = (pod: Pod): boolean => mainContainer(pod) === TRANSFORM;

/**
 * What the run makes is stored object by object while it goes on. So a stop has nothing left to store, what one host has done is of use
 * where another has failed, and what hosts count adds up.
 */
export const storesAsItGoes = (pod: Pod): boolean => hasServer(pod);

export function mainStatus(pod: Pod): ContainerStatus | undefined {
  return containerStatus(pod, mainContainer(pod));
}
