import type { EndPhase } from "@slipway/model";
import type { RunState } from "../../runs.ts";
import type { Members } from "../aws-calls.ts";
import { reportedFields } from "../aws-kind.ts";
import { runFailure } from "../run-failure.ts";
import type { JobKind } from "./job-kind.ts";

const ENDED: Readonly<Record<string, EndPhase>> = {
  Completed: "succeeded",
  Failed: "failed",
  Stopped: "stopped",
};

/** What Describe answered as the state of a run. */
export function runState(kind: JobKind, answer: Members): RunState {
  const ended = ENDED[String(answer[kind.statusMember])];
  const failure = runFailure(String(answer["FailureReason"] ?? "SageMaker gave no reason"));
  const progress = kind.progress(answer, ended);
  return {
    ...progress,
    instances: [],
    ...(ended === "failed" ? { failure, message: failure.message } : {}),
    reported: reportedFields(kind.aws, answer),
  };
}
