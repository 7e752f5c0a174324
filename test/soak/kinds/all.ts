import { trainingInContainer } from "./containers.ts";
import { trainingOnGpus } from "./gpu.ts";
import type { KindOfJob } from "./kind-of-job.ts";
import { processingInContainers, processingOnTwoHosts } from "./processing.ts";
import { spotTraining } from "./spot.ts";
import { transform } from "./transform.ts";

/** Kinds of jobs that run beside the plain training jobs, by the word that their names begin with. */
export const KINDS_OF_JOBS: readonly (readonly [string, KindOfJob])[] = [
  ["contained", trainingInContainer],
  ["asked", transform],
  ["gpu", trainingOnGpus],
  ["counted", processingOnTwoHosts],
  ["spot", spotTraining],
  ["boxed", processingInContainers],
];
