import { defined, isEnd, type RunFailure, type RunPhase, type RunRecord, rfc3339 } from "@slipway/model";
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

export function secondaryStatus(record: RunRecord): SecondaryStatus {
  if (record.phase === "stopped") return stoppedStatus(record);
  if (
    record.stop !== undefined &&
    record.phase !== "uploading" &&
    record.phase !== "succeeded" &&
    record.phase !== "failed"
  )
    return "Stopping";
  const between = (record.phase ?? "pending") === "pending" ? betweenTries(record) : undefined;
  if (between !== undefined) return between;
  return STAGES.find((stage) => stage.phase === record.phase)?.status ?? "Starting";
}

function stoppedStatus({ stop }: RunRecord): SecondaryStatus {
  return stop === undefined || stop.reason === "Requested" ? "Stopped" : stop.reason;
}

/** A job that is interrupted is so until its next try is started. */
function betweenTries({ clearing, lost, run, attempt = 1 }: RunRecord): SecondaryStatus | undefined {
  if (clearing?.failure.class === "preempted") return "Interrupted";
  if (attempt === 1) return undefined;
  if (lost?.class !== "preempted") return "Restarting";
  return run === undefined ? "Interrupted" : "Starting";
}

interface Stage {
  /** Absent of a stop, which is no phase of its own: the run goes on until its program has ended. */
  readonly phase?: RunPhase;
  readonly status: SecondaryStatus;
  readonly message: string;
  readonly at: string;
}

/** AWS's API has no other place than the stage's message for what does not go well while a job goes on. */
function messageOf(stage: Stage, record: RunRecord): string {
  if (stage.phase === "stopped" && stage.status !== "Stopped") return record.message ?? stage.message;
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

/** Phases that a job goes on through while it is told to be stopping. */
const STOPPABLE: readonly RunPhase[] = ["pending", "downloading", "running"];

/**
 * Where it was told to stop, a stage of its own takes the place of those that it went through after that; none where the program
 * had come to its end before.
 */
function stagesOf(record: RunRecord): readonly Stage[] {
  const { entered = {}, stop } = record;
  const passed = STAGES.flatMap((stage): Stage[] => {
    const at = entered[stage.phase];
    if (at === undefined) return [];
    return [{ ...stage, status: stage.phase === "stopped" ? secondaryStatus(record) : stage.status, at }];
  });
  const isAfter = ({ at }: Stage): boolean => stop !== undefined && Date.parse(at) > Date.parse(stop.at);
  const isCutShort = ({ phase }: Stage): boolean => phase !== undefined && STOPPABLE.includes(phase);
  const rest = passed.filter((stage) => !isCutShort(stage));
  if (stop === undefined || (rest[0] !== undefined && !isAfter(rest[0]) && rest[0].phase !== "stopped"))
    return passed;
  const before = passed.filter((stage) => isCutShort(stage) && !isAfter(stage));
  return [...before, { status: "Stopping", message: "Stopping the training job", at: stop.at }, ...rest];
}

/** Those of the tries that were lost, each with its end, and of one that is being cleared away. */
function earlierStages({ earlier = [], clearing, entered = {} }: RunRecord): readonly Stage[] {
  const lost = ({ failure, at }: { readonly failure: RunFailure; readonly at: string }): Stage =>
    failure.class === "preempted"
      ? { status: "Interrupted", message: failure.message, at }
      : { status: "Restarting", message: failure.message, at };
  return [
    ...earlier.flatMap((one) => [
      ...stagesOf({ entered: one.entered }),
      lost({ failure: one.lost, at: one.at }),
    ]),
    ...(clearing === undefined ? [] : [...stagesOf({ entered }), lost(clearing)]),
  ];
}

/** Every stage the run has entered, each ending where the next begins; a last one that is over ends at its start. */
export function secondaryStatusTransitions(record: RunRecord): readonly Transition[] {
  const now = record.clearing === undefined ? stagesOf(record) : [];
  const stages = [...earlierStages(record), ...now];
  return stages.map((stage, index): Transition => {
    const startTime = rfc3339(new Date(stage.at));
    const next = stages[index + 1]?.at;
    const endTime = next === undefined ? undefined : rfc3339(new Date(next));
    return {
      status: stage.status,
      statusMessage: messageOf(stage, record),
      startTime,
      ...defined({ endTime: endTime ?? (isEnd(stage.phase) ? startTime : undefined) }),
    };
  });
}
