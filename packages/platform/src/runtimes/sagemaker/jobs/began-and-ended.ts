import { defined, type EndPhase } from "@slipway/model";
import type { Members } from "../aws-calls.ts";
import type { JobProgress } from "./job-kind.ts";

/** How far a Describe call's answer says that a job is which tells no more than when it was made, began and ended. `word` begins its members' names. */
export function beganAndEnded(
  answer: Members,
  word: "Processing" | "Transform",
  ended: EndPhase | undefined,
): JobProgress {
  const [created, start, end] = ["CreationTime", `${word}StartTime`, `${word}EndTime`].map(
    (member) => answer[member] as Date | undefined,
  );
  return {
    phase: ended ?? (start === undefined ? "pending" : "running"),
    message: `${String(answer[`${word}JobStatus`])} in SageMaker`,
    entered: {
      ...defined({ pending: created, running: start }),
      ...(ended === undefined || end === undefined ? {} : { [ended]: end }),
    },
  };
}
