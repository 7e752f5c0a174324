import type { CustomResourceDefinition } from "./crd.ts";
import { endpointCrd } from "./endpoint/schema.generated.ts";
import { endpointConfigCrd } from "./endpoint-config/schema.generated.ts";
import { modelCrd } from "./model/schema.generated.ts";
import { nodePoolCrd } from "./node-pool/schema.ts";
import { trainingJobCrd } from "./training-job/schema.generated.ts";

/** The definitions of every kind that has a controller. */
export const CRDS: readonly CustomResourceDefinition[] = [
  trainingJobCrd,
  modelCrd,
  endpointConfigCrd,
  endpointCrd,
  nodePoolCrd,
];
