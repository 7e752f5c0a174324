import { SAGEMAKER_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { TrainingJob } from "./type.generated.ts";

export { withTrainingJobDefaults } from "./defaults.ts";
export type { SlipwayStatus } from "./slipway-status.ts";
export type * from "./type.generated.ts";
export { validateTrainingJob } from "./validation.ts";

export const trainingJobKind: Kind<TrainingJob> = {
  group: SAGEMAKER_GROUP,
  version: "v1alpha1",
  kind: "TrainingJob",
  plural: "trainingjobs",
  namespaced: true,
};
