import type { RunRecord } from "@slipway/model";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import { type JobStatus, jobStatus } from "./job-status.ts";
import { isOver, type Running, recordOf } from "./run-record.ts";
import { withoutReported } from "./without-reported.ts";

type Told<J extends Running> = NonNullable<StepResult<J>["status"]>;

/** Says in SageMaker's words what the shared steps have found, and in ACK's whether that is final; `tell` has the fields of the job's kind. */
export function reportJob<J extends Running>(
  kind: J["kind"],
  tell: (
    job: J,
    found: { readonly record: RunRecord; readonly status: JobStatus },
  ) => Told<J> | Promise<Told<J>>,
): Step<J, "ACK.ResourceSynced"> {
  return {
    condition: "ACK.ResourceSynced",
    evenAfterFailure: true,
    async run(job) {
      const record = recordOf(job);
      const status = jobStatus(record);
      return {
        condition: {
          status: isOver(record) ? "True" : "False",
          reason: status,
          message: `${kind} is in ${status} status.`,
        },
        status: withoutReported(record, await tell(job, { record, status })),
      };
    },
  };
}
