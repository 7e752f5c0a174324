import { defined } from "@slipway/model";
import type { Target } from "#embedded/apiserver/api-server.ts";
import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import type { ResourcePath } from "./parse-path.ts";

/** What of a resource a path addresses. */
export function targetOf(path: ResourcePath, resource: ResourceDefinition): Target {
  return {
    resource,
    ...defined({ namespace: path.namespace, name: path.name }),
    ...(path.subresource === "status" || path.subresource === "finalize"
      ? { subresource: path.subresource }
      : {}),
  };
}
