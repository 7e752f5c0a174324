import { defined, isEnd, type RunPhase, type RunRecord, rfc3339 } from "@slipway/model";
import { isPreparation } from "@slipway/model/environment-progress.ts";
import type { TrainingJobStatus } from "@slipway/model/kinds/training-job/index.ts";
import { sentenceOf } from "#runs/unread-metrics.ts";

type Transition = NonNullable<TrainingJobStatus["secondaryStatusTransitions"]>[number];
type SecondaryStatus = NonNullable<TrainingJobStatus["secondaryStatus"]>;

/** SageMaker's words for a run's phases, in the order a job passes them. */
const STAGES: readonly {
  readonly phase: RunPhase;
  readonly status: SecondaryStatus;
  readonly message: string;
}[] = [
  { phase: "pending", status: "Starting", message: "Preparing the instances for training" },
  { phase: "downloading", status: "Downloading", message: "Downloading input data" },
  {
    phase: "running",
    status: "Training",
    message: "Training image download completed. Training in progress.",
  },
  { phase: "uploading", status: "Uploading", message: "Uploading generated training model" },
  { phase: "succeeded", status: "Completed", message: "Training job completed" },
  { phase: "failed", status: "Failed", message: "Training job failed" },
  { phase: "stopped", status: "Stopped", message: "Training job stopped" },
];

export function trainingJobStatus(record: RunRecord): NonNullable<TrainingJobStatus["trainingJobStatus"]> {
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

export function secondaryStatus(record: RunRecord): SecondaryStatus {
  if (record.phase === "stopped")
    return record.stop?.reason === "MaxRuntimeExceeded" ? "MaxRuntimeExceeded" : "Stopped";
  if (
    record.stop !== undefined &&
    record.phase !== "uploading" &&
    record.phase !== "succeeded" &&
    record.phase !== "failed"
  )
    return "Stopping";
  if ((record.phase ?? "pending") === "pending" && (record.attempt ?? 1) > 1) return "Restarting";
  return STAGES.find((stage) => stage.phase === record.phase)?.status ?? "Starting";
}

/** AWS's API has no other place than the stage's message for what does not go well while a job goes on. */
function messageOf(stage: { readonly phase: RunPhase; readonly message: string }, record: RunRecord): string {
  if (stage.phase === "failed") return record.failure?.message ?? stage.message;
  if (stage.phase === "stopped" && secondaryStatus(record) === "MaxRuntimeExceeded")
    return record.message ?? stage.message;
  // What waits to be started says what for.
  if (stage.phase === "pending" && record.phase === "pending" && record.run === undefined)
    return record.message ?? stage.message;
  // SageMaker has no word for it: the environment is made where data is brought.
  const { message = "" } = record;
  if (stage.phase === "downloading" && record.phase === "downloading" && isPreparation(message))
    return message;
  const unread = stage.phase === "running" ? sentenceOf(record.unreadMetrics ?? []) : "";
  return unread === "" ? stage.message : `${stage.message} ${unread}`;
}

/** Every stage the run has entered, each ending where the next begins; a last one that is over ends at its start. */
export function secondaryStatusTransitions(record: RunRecord): readonly Transition[] {
  const stages = STAGES.flatMap((stage) => {
    const at = record.entered?.[stage.phase];
    return at === undefined ? [] : [{ ...stage, at: rfc3339(new Date(at)) }];
  });
  return stages.map(({ status, message, phase, at }, index): Transition => {
    const endTime = stages[index + 1]?.at ?? (isEnd(phase) ? at : undefined);
    return {
      status: phase === "stopped" ? secondaryStatus(record) : status,
      statusMessage: messageOf({ phase, message }, record),
      startTime: at,
      ...defined({ endTime }),
    };
  });
}
