import type { PodSample } from "./hpa/pod-sample.ts";
import type { Signals } from "./signal.ts";

/** What is known of a target at the moment of a decision. */
export interface Observation {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How many copies it is to have by the decision before, whether or not all are there yet. */
  readonly current: number;
  readonly signals: Signals;
  /** How many copies are ready; absent means `current`. HorizontalPodAutoscaler goes by it where it is given no pods. */
  readonly ready?: number;
  /** Its pods, for metrics of pods and resources. */
  readonly pods?: readonly PodSample[];
  /** How many of its workers have nothing in hand; absent where that is not known. Only those are scaled in by a queue's policy. */
  readonly idle?: number;
}
