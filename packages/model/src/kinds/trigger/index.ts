import type { Kind } from "../../resource.ts";
import type { Trigger } from "./type.ts";

export { addressedTrigger, type TriggerAddress, triggerPath, triggerPurpose } from "./address.ts";
export {
  EVENT_TIME_ANNOTATION,
  eventRun,
  eventRunName,
  TRIGGER_LABEL,
  type TriggerEvent,
  wants,
} from "./event-run.ts";
export type * from "./type.ts";
export { triggerSpecProblems } from "./validation.ts";

export const triggerKind: Kind<Trigger> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "Trigger",
  plural: "triggers",
  namespaced: true,
};
