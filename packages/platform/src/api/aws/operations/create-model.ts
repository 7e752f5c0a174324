import type { Call, Members } from "../call.ts";
import { models } from "../objects/aws-kinds.ts";
import { createObject } from "../objects/create-object.ts";

export function createModel(input: Members, call: Call): Promise<Members> {
  return createObject(models, "CreateModel", { input, call });
}
