import { SlipwayError } from "@slipway/model";
import type { Target } from "../api-server.ts";
import { qualifiedResource } from "../errors/status-errors.ts";
import { rulesOf } from "../kinds/rules-of.ts";

const READING = new Set(["get", "list", "watch"]);

/** Some kinds only the server itself writes. */
export function refuseReadOnly(verb: string, target: Target): void {
  const why = rulesOf(target.resource).readOnly;
  if (why === undefined || READING.has(verb)) return;
  throw new SlipwayError(
    "SLIP-API-010",
    `${verb} is not supported on ${qualifiedResource(target.resource)}: ${why}`,
  );
}
