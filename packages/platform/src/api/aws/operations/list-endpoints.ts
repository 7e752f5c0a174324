import type { Call, Members } from "../call.ts";
import { endpoints } from "../objects/aws-kinds.ts";
import { listObjects } from "../objects/list-objects.ts";
import { endpointView } from "../views/endpoint-view.ts";

export function listEndpoints(input: Members, call: Call): Promise<Members> {
  const listing = {
    operation: "ListEndpoints",
    present: endpointView,
    statusMember: "EndpointStatus",
    order: "Descending",
  } as const;
  return listObjects(endpoints, listing, { input, call });
}
