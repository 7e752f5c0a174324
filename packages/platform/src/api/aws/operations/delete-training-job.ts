import { AwsError } from "../aws-error.ts";
import { type Call, type Members, text } from "../call.ts";
import { trainingJobs } from "../objects/aws-kinds.ts";
import { removeObject } from "../objects/remove-object.ts";
import { trainingJobView } from "../views/training-job-view.ts";

const ENDED = ["Completed", "Failed", "Stopped"];

/** Only jobs that have ended, as SageMaker has it; kubectl deletes others as well. */
export async function deleteTrainingJob(input: Members, call: Call): Promise<void> {
  await removeObject(trainingJobs, text(input, "TrainingJobName"), {
    call,
    allowed: (job) => {
      const status = trainingJobView(job, call).status?.trainingJobStatus ?? "";
      if (ENDED.includes(status)) return;
      throw new AwsError(
        "SLIP-AWS-004",
        `The request was rejected because the training job is in status ${status}; stop it first.`,
        { type: "ResourceInUse" },
      );
    },
  });
}
