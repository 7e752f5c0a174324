import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import { transformJobFacts } from "@slipway/model/kinds/transform-job/facts.ts";
import { type Call, type Members, text } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { createObject } from "../objects/create-object.ts";
import { needUsable } from "../objects/need-usable.ts";

const transformJobs = awsKind(transformJobFacts);
const models = awsKind(modelFacts);

/** SageMaker refuses a job whose model is not there or is refused; files applied by kubectl wait for it instead. */
export async function createTransformJob(input: Members, call: Call): Promise<Members> {
  await needUsable(models, text(input, "ModelName"), call);
  return createObject(transformJobs, { input, call });
}
