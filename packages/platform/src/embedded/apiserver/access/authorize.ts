import { type Caller, MASTERS, VIEWERS } from "@slipway/model";
import type { Target } from "../api-server.ts";
import { forbidden } from "../errors/status-errors.ts";

const READING = new Set(["get", "list", "watch"]);

/** Masters may everything; viewers may read everything but Secrets; nobody else may anything. */
export function authorize(caller: Caller, verb: string, target: Target): boolean {
  if (caller.groups.includes(MASTERS)) return true;
  if (!caller.groups.includes(VIEWERS) || !READING.has(verb)) return false;
  return !(target.resource.group === "" && target.resource.plural === "secrets");
}

export function requireRight(caller: Caller, verb: string, target: Target): void {
  if (!authorize(caller, verb, target)) throw forbidden(caller, verb, target);
}
