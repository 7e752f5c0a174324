import type { Schedule } from "@slipway/model/kinds/schedule/type.ts";
import type { PipelineSchedule } from "./schedule.ts";

/** The object that starts a pipeline's runs, under the pipeline's name. */
export const scheduleManifest = (
  name: string,
  { timing, policy, parameters }: PipelineSchedule,
): Schedule => ({
  apiVersion: "slipway.dev/v1alpha1",
  kind: "Schedule",
  metadata: { name },
  spec: {
    flow: name,
    ...timing,
    ...policy,
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  },
});
