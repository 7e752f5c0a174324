import { defined, type EndPhase } from "@slipway/model";
import type { Members } from "../aws-calls.ts";
import type { JobProgress } from "./job-kind.ts";

/** How far DescribeProcessingJob's answer says that a job is: it has no word for what comes before and after the program. */
export function processingProgress(answer: Members, ended: EndPhase | undefined): JobProgress {
  const [created, start, end] = ["CreationTime", "ProcessingStartTime", "ProcessingEndTime"].map(
    (member) => answer[member] as Date | undefined,
  );
  const phase = ended ?? (start === undefined ? "pending" : "running");
  return {
    phase,
    message: `${String(answer["ProcessingJobStatus"])} in SageMaker`,
    entered: {
      ...defined({ pending: created, running: start }),
      ...(ended === undefined || end === undefined ? {} : { [ended]: end }),
    },
  };
}
