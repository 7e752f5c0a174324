import { SAGEMAKER_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { ProcessingJob } from "./type.generated.ts";

export type { SlipwayStatus } from "./slipway-status.ts";
export type * from "./type.generated.ts";

export const processingJobKind: Kind<ProcessingJob> = {
  group: SAGEMAKER_GROUP,
  version: "v1alpha1",
  kind: "ProcessingJob",
  plural: "processingjobs",
  namespaced: true,
};
