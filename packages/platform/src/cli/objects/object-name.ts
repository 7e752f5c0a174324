import { dnsLabel } from "@slipway/model/kubernetes/name-rules.ts";
import { usageError } from "../errors/usage-error.ts";

/** Throws for a name that an object could not have, before anything is changed. */
export function requireObjectName(option: string, name: string): void {
  const [why] = dnsLabel(name);
  if (why !== undefined) throw usageError(`${option} ${name}: ${why}`);
}
