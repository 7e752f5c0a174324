import { SAGEMAKER_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { TransformJob } from "./type.generated.ts";

export type { SlipwayStatus } from "./slipway-status.ts";
export type * from "./type.generated.ts";

export const transformJobKind: Kind<TransformJob> = {
  group: SAGEMAKER_GROUP,
  version: "v1alpha1",
  kind: "TransformJob",
  plural: "transformjobs",
  namespaced: true,
};
