import { fromObject } from "@slipway/model/aws/object.ts";
import { type Call, type Members, text } from "../call.ts";
import { models } from "../objects/aws-kinds.ts";
import { needObject } from "../objects/find-object.ts";
import { modelView } from "../views/model-view.ts";

export async function describeModel(input: Members, call: Call): Promise<Members> {
  const model = await needObject(models, text(input, "ModelName"), call);
  return fromObject("DescribeModel", modelView(model, call));
}
