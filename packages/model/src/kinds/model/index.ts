import { SAGEMAKER_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { Model } from "./type.generated.ts";

export { withModelDefaults } from "./defaults.ts";
export type { SlipwayStatus } from "./slipway-status.ts";
export type * from "./type.generated.ts";
export { validateModel } from "./validation.ts";

export const modelKind: Kind<Model> = {
  group: SAGEMAKER_GROUP,
  version: "v1alpha1",
  kind: "Model",
  plural: "models",
  namespaced: true,
};
