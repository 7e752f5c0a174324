import { type Call, type Members, text } from "../call.ts";
import { endpointConfigs, endpoints } from "../objects/aws-kinds.ts";
import { createObject } from "../objects/create-object.ts";
import { needObject } from "../objects/find-object.ts";

/** SageMaker refuses an endpoint whose configuration is not there; files applied by kubectl wait for it instead. */
export async function createEndpoint(input: Members, call: Call): Promise<Members> {
  await needObject(endpointConfigs, text(input, "EndpointConfigName"), call);
  return createObject(endpoints, "CreateEndpoint", { input, call });
}
