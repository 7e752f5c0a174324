import { withModelDefaults } from "@slipway/model/kinds/model/defaults.ts";
import type { Model } from "@slipway/model/kinds/model/index.ts";
import type { Call } from "../call.ts";
import { models } from "../objects/aws-kinds.ts";
import { withArn } from "./with-arn.ts";

export function modelView(model: Model, call: Call): Model {
  return { ...model, spec: withModelDefaults(model.spec), status: withArn(models, model, call) };
}
