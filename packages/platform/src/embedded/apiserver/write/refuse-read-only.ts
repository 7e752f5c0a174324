import { SlipwayError } from "@slipway/model";
import type { Target } from "../api-server.ts";
import { qualifiedResource } from "../errors/status-errors.ts";
import type { ResourceDefinition } from "../resources.ts";

export const READING: readonly string[] = ["get", "list", "watch"];

/** Some kinds only the server itself writes, and some nobody. */
export function refuseReadOnly(verb: string, { resource }: Pick<Target, "resource">): void {
  if (resource.readOnly === undefined || READING.includes(verb)) return;
  throw readOnly(verb, resource, resource.readOnly);
}

function readOnly(verb: string, resource: ResourceDefinition, why: string): SlipwayError {
  return new SlipwayError(
    "SLIP-API-010",
    `${verb} is not supported on ${qualifiedResource(resource)}: ${why}`,
  );
}
