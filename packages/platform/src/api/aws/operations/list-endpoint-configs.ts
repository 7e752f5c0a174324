import type { Call, Members } from "../call.ts";
import { endpointConfigs } from "../objects/aws-kinds.ts";
import { listObjects } from "../objects/list-objects.ts";
import { endpointConfigView } from "../views/endpoint-config-view.ts";

export function listEndpointConfigs(input: Members, call: Call): Promise<Members> {
  const listing = {
    operation: "ListEndpointConfigs",
    present: endpointConfigView,
    order: "Descending",
  } as const;
  return listObjects(endpointConfigs, listing, { input, call });
}
