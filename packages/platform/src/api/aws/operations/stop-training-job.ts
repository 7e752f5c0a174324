import { rfc3339, STOP_ANNOTATION } from "@slipway/model";
import { AwsError } from "../aws-error.ts";
import { type Call, type Members, text } from "../call.ts";
import { trainingJobs } from "../objects/aws-kinds.ts";
import { changeObject } from "../objects/change-object.ts";
import { trainingJobView } from "../views/training-job-view.ts";

/** Asks for the stop; the controller carries it out. Asking twice is once. */
export async function stopTrainingJob(input: Members, call: Call): Promise<void> {
  await changeObject(trainingJobs, text(input, "TrainingJobName"), {
    call,
    change: (job) => {
      const status = trainingJobView(job, call).status?.trainingJobStatus;
      if (status === "Stopping") return job;
      if (status !== "InProgress") {
        throw new AwsError(
          "SLIP-AWS-004",
          `The request was rejected because the training job is in status ${status}.`,
        );
      }
      const annotations = { ...job.metadata.annotations, [STOP_ANNOTATION]: rfc3339(call.now) };
      return { ...job, metadata: { ...job.metadata, annotations } };
    },
  });
}
