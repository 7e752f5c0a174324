import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { type Call, type Members, text } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { createObject } from "../objects/create-object.ts";
import { needUsable } from "../objects/need-usable.ts";

const endpointConfigs = awsKind(endpointConfigFacts);
const endpoints = awsKind(endpointFacts);

/** SageMaker refuses an endpoint whose configuration is not there or is refused; files applied by kubectl wait for it instead. */
export async function createEndpoint(input: Members, call: Call): Promise<Members> {
  await needUsable(endpointConfigs, text(input, "EndpointConfigName"), call);
  return createObject(endpoints, { input, call });
}
