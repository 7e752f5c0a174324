import type { Call, Members } from "../call.ts";
import { trainingJobs } from "../objects/aws-kinds.ts";
import { createObject } from "../objects/create-object.ts";

export function createTrainingJob(input: Members, call: Call): Promise<Members> {
  return createObject(trainingJobs, "CreateTrainingJob", { input, call });
}
