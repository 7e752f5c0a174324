import { fromObject } from "@slipway/model/aws/object.ts";
import { type Call, type Members, text } from "../call.ts";
import { trainingJobs } from "../objects/aws-kinds.ts";
import { needObject } from "../objects/find-object.ts";
import { trainingJobView } from "../views/training-job-view.ts";

export async function describeTrainingJob(input: Members, call: Call): Promise<Members> {
  const job = await needObject(trainingJobs, text(input, "TrainingJobName"), call);
  return fromObject("DescribeTrainingJob", trainingJobView(job, call));
}
