import type { Kind } from "../../resource.ts";
import type { Schedule } from "./type.ts";

export {
  BACKFILL_LABEL,
  BACKFILL_UID_LABEL,
  outcomeOf,
  SCHEDULE_LABEL,
  slotRun,
  slotRunName,
} from "./slot-run.ts";
export { timingOf } from "./timing-of.ts";
export type * from "./type.ts";
export { scheduleProblems } from "./validation.ts";

export const scheduleKind: Kind<Schedule> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "Schedule",
  plural: "schedules",
  namespaced: true,
};
