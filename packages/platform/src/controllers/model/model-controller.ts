import type { AwsIdentity } from "@slipway/model";
import { modelFacts } from "@slipway/model/kinds/model/facts.ts";
import type { Controller } from "#reconcile/controller.ts";
import { definitionController } from "#runs/definition-controller.ts";
import type { Definitions } from "#runtimes/definitions.ts";

/** A Model: a container and its data, to be served by an endpoint; nothing runs for it alone. */
export function modelController(parts: {
  readonly definitions: Definitions;
  readonly identity: AwsIdentity;
}): Controller {
  return definitionController({ name: "model", facts: modelFacts, ...parts });
}
