import { type Call, type Members, text } from "../call.ts";
import { endpoints } from "../objects/aws-kinds.ts";
import { removeObject } from "../objects/remove-object.ts";

export function deleteEndpoint(input: Members, call: Call): Promise<void> {
  return removeObject(endpoints, text(input, "EndpointName"), { call });
}
