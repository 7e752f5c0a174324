import type { EndPhase } from "@slipway/model";
import type { RunState } from "../../runs.ts";
import type { Members } from "../aws-calls.ts";
import type { AwsKind } from "../aws-kind.ts";

/** How far a job is, by what Describe tells of it. */
export type JobProgress = Pick<RunState, "phase" | "message" | "entered" | "results" | "stoppedFor">;

/** What is particular to a kind of job of SageMaker's. */
export interface JobKind {
  readonly aws: AwsKind;
  /** Of CloudWatch: its streams are `JOB/algo-N-TIME`. */
  readonly logGroup: string;
  /** The member of Describe's answer that tells InProgress, Stopping or the end, and the field of the status that repeats it. */
  readonly statusMember: string;
  readonly statusField: string;
  /** Fields of the status that would tell an end before its log is whole. */
  readonly endFields: readonly string[];
  /** The member that tells when the job was over, by AWS's clock. */
  readonly endMember: string;
  progress(answer: Members, ended: EndPhase | undefined): JobProgress;
}
