import type { RunBody } from "@slipway/model/flows/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import type { RunSpec } from "#runtimes/runs.ts";

/** Secrets of Slipway's own, by how their names begin. */
const OWN = "slipway-";
/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const AMOUNT = /^\d{1,18}(\.\d{1,18})?([mkMGTPE]|[KMGTPE]i|[eE]\d{1,2})?$/;

/** The secrets and the machine that a step asks for. Throws TerminalError for amounts that are none, and for Slipway's own secrets. */
export function asked({ secrets = [], resources = {} }: RunBody): Pick<RunSpec, "secrets" | "resources"> {
  const own = secrets.find((name) => name.startsWith(OWN));
  if (own !== undefined)
    throw new TerminalError("InvalidSecret", `${own} is a Secret of Slipway's own, which no step gets`);
  for (const [name, amount] of Object.entries(resources))
    if (!AMOUNT.test(amount))
      throw new TerminalError(
        "InvalidResources",
        `resources.${name} is ${JSON.stringify(amount.slice(0, 60))}: expected an amount as Kubernetes writes it, as 500m or 8Gi`,
      );
  return {
    ...(secrets.length === 0 ? {} : { secrets }),
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
  };
}
