import type { RunRecord } from "@slipway/model";

/** SageMaker's words for how far a job is. */
export type JobStatus = "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";

export function jobStatus(record: RunRecord): JobStatus {
  switch (record.phase) {
    case "succeeded":
      return "Completed";
    case "failed":
      return "Failed";
    case "stopped":
      return "Stopped";
    default:
      return record.stop === undefined ? "InProgress" : "Stopping";
  }
}
