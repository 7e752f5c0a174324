import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";

/** Installing into whatever cluster happens to be current would be a mistake waiting to be made. */
export function requiredContext(session: Session): string {
  const context = session.clusterContext;
  if (context !== undefined) return context;
  throw usageError("--context is missing: name the kubeconfig context of the cluster");
}
