import type { AwsIdentity } from "@slipway/model";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import type { Controller } from "#reconcile/controller.ts";
import { definitionController } from "#runs/definition-controller.ts";
import type { Definitions } from "#runtimes/definitions.ts";

/** An EndpointConfig: which models an endpoint serves, on how many instances and with what share of the requests. */
export function endpointConfigController(parts: {
  readonly definitions: Definitions;
  readonly identity: AwsIdentity;
}): Controller {
  return definitionController({ name: "endpoint-config", facts: endpointConfigFacts, ...parts });
}
