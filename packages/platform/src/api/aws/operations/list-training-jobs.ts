import type { Call, Members } from "../call.ts";
import { trainingJobs } from "../objects/aws-kinds.ts";
import { listObjects } from "../objects/list-objects.ts";
import { trainingJobView } from "../views/training-job-view.ts";

export function listTrainingJobs(input: Members, call: Call): Promise<Members> {
  const listing = {
    operation: "ListTrainingJobs",
    present: trainingJobView,
    statusMember: "TrainingJobStatus",
    order: "Ascending",
  } as const;
  return listObjects(trainingJobs, listing, { input, call });
}
