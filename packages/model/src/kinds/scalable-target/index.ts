import { APPLICATION_AUTOSCALING_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { ScalableTarget } from "./type.generated.ts";

export { capacityAt, scaledTarget, withCapacity } from "./capacity.ts";
export {
  noTargetRegistered,
  type ScaledVariant,
  scaledBy,
  scaledVariant,
  variantScaled,
} from "./scaled-variant.ts";
export {
  type StoredAction,
  scheduledActions,
  scheduledActionsProblem,
  withScheduledActions,
} from "./scheduled-actions.ts";
export type { ScalingChange } from "./slipway-status.ts";
export { scalableTargetArn } from "./target-arn.ts";
export type * from "./type.generated.ts";
export { scalableTargetProblem } from "./validation.ts";

export const scalableTargetKind: Kind<ScalableTarget> = {
  group: APPLICATION_AUTOSCALING_GROUP,
  version: "v1alpha1",
  kind: "ScalableTarget",
  plural: "scalabletargets",
  namespaced: true,
};
