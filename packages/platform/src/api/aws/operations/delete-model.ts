import { type Call, type Members, text } from "../call.ts";
import { models } from "../objects/aws-kinds.ts";
import { removeObject } from "../objects/remove-object.ts";

export function deleteModel(input: Members, call: Call): Promise<void> {
  return removeObject(models, text(input, "ModelName"), { call });
}
