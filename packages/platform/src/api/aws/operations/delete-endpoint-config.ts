import { type Call, type Members, text } from "../call.ts";
import { endpointConfigs } from "../objects/aws-kinds.ts";
import { removeObject } from "../objects/remove-object.ts";

export function deleteEndpointConfig(input: Members, call: Call): Promise<void> {
  return removeObject(endpointConfigs, text(input, "EndpointConfigName"), { call });
}
