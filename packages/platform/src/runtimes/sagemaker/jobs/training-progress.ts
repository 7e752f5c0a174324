import { defined, type EndPhase, isEnd, type RunPhase, type StopReason } from "@slipway/model";
import type { RunState } from "../../runs.ts";
import type { Members } from "../aws-calls.ts";
import type { JobProgress } from "./job-kind.ts";

interface Transition {
  readonly Status?: string;
  readonly StartTime?: Date;
  readonly StatusMessage?: string;
}

/** SageMaker's secondary statuses as phases; Stopping and Interrupted say nothing of how far the job has come. */
const PHASES: Readonly<Record<string, RunPhase>> = {
  Starting: "pending",
  Pending: "pending",
  LaunchingMLInstances: "pending",
  PreparingTrainingStack: "pending",
  Restarting: "pending",
  Interrupted: "pending",
  Downloading: "downloading",
  DownloadingTrainingImage: "downloading",
  Training: "running",
  Updating: "running",
  Uploading: "uploading",
};

/** How far DescribeTrainingJob's answer says that a job is; `ended` by its first status. */
export function trainingProgress(answer: Members, ended: EndPhase | undefined): JobProgress {
  const transitions = (answer["SecondaryStatusTransitions"] as readonly Transition[] | undefined) ?? [];
  const phase = ended ?? phaseOf(String(answer["SecondaryStatus"]), transitions);
  return {
    phase,
    message: messageOf(answer, transitions),
    entered: enteredOf(answer, { phase, transitions }),
    ...resultsOf(answer, ended),
    ...defined({ stoppedFor: ended === "stopped" ? LIMITS[String(answer["SecondaryStatus"])] : undefined }),
  };
}

/** Secondary statuses of a job that SageMaker has stopped by itself. */
const LIMITS: Readonly<Record<string, StopReason>> = {
  MaxRuntimeExceeded: "MaxRuntimeExceeded",
  MaxWaitTimeExceeded: "MaxWaitTimeExceeded",
};

function phaseOf(secondary: string, transitions: readonly Transition[]): RunPhase {
  const known = PHASES[secondary];
  if (known !== undefined) return known;
  const last = transitions.findLast(({ Status = "" }) => PHASES[Status] !== undefined);
  return PHASES[last?.Status ?? ""] ?? "pending";
}

function messageOf(answer: Members, transitions: readonly Transition[]): string {
  const secondary = String(answer["SecondaryStatus"] ?? answer["TrainingJobStatus"]);
  const { Status, StatusMessage } = transitions.at(-1) ?? {};
  return Status === secondary && StatusMessage
    ? `${secondary}: ${StatusMessage}`
    : `${secondary} in SageMaker`;
}

/**
 * A phase that is entered again, after an interruption for instance, was entered when it first was. What is billed begins with the
 * training's start, whatever stages are told.
 */
function enteredOf(
  answer: Members,
  { phase, transitions }: { readonly phase: RunPhase; readonly transitions: readonly Transition[] },
): RunState["entered"] {
  const entered: Partial<Record<RunPhase, Date>> = {};
  const created = answer["CreationTime"] as Date | undefined;
  if (created !== undefined) entered.pending = created;
  for (const { Status = "", StartTime } of transitions) {
    const at = PHASES[Status];
    if (at !== undefined && StartTime !== undefined) entered[at] ??= StartTime;
  }
  const start = answer["TrainingStartTime"] as Date | undefined;
  if (start !== undefined && entered.downloading === undefined) entered.running ??= start;
  const end = answer["TrainingEndTime"] as Date | undefined;
  if (end !== undefined && isEnd(phase)) entered[phase] = end;
  return entered;
}

/** A failed job's artifacts are named as well, and are not there. */
function resultsOf(answer: Members, ended: string | undefined): Pick<RunState, "results"> {
  if (ended !== "succeeded" && ended !== "stopped") return {};
  const { S3ModelArtifacts: modelUri } = (answer["ModelArtifacts"] ?? {}) as {
    readonly S3ModelArtifacts?: string;
  };
  return modelUri === undefined ? {} : { results: { stored: { model: modelUri }, facts: {} } };
}
