import { findCondition } from "../../conditions.ts";
import type { Flow } from "./type.ts";

/** The version of the definition as it stands: undefined where it cannot be run, and until the newest one has been read. */
export function currentVersion({ metadata, status }: Flow): string | undefined {
  const ready = findCondition(status?.conditions, "Ready");
  const isOfNewest = (ready?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return ready?.status === "True" && isOfNewest ? status?.version : undefined;
}
