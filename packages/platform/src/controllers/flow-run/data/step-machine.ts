import type { RunBody } from "@slipway/model/flows/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import type { RunSpec } from "#runtimes/runs.ts";

/** Secrets of Slipway's own, by how their names begin. */
const OWN = "slipway-";

/** The secrets and the machine that a step asks for. Throws TerminalError for Slipway's own secrets. */
export function asked({ secrets = [], resources = {} }: RunBody): Pick<RunSpec, "secrets" | "resources"> {
  const own = secrets.find((name) => name.startsWith(OWN));
  if (own !== undefined)
    throw new TerminalError("InvalidSecret", `${own} is a Secret of Slipway's own, which no step gets`);
  return {
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
  };
}
