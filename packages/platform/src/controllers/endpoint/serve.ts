import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Step } from "#reconcile/in-steps.ts";
import type { Serving, ServingSpec } from "#runtimes/serving.ts";
import { resolve } from "./resolve.ts";

/** How soon to look again for what an endpoint waits for; changes of objects wake it at once. */
const WAITING_MS = 5_000;

/** Hands the endpoint to the runtime as soon as all it names is there; until then it says what is missing. */
export function serve(parts: { readonly serving: Serving; readonly artifacts: Artifacts }): Step<Endpoint> {
  return {
    condition: "ACK.ReferencesResolved",
    async run(endpoint, turn) {
      const resolved = await resolve({ endpoint, store: turn.store, artifacts: parts.artifacts });
      if ("waitingFor" in resolved) {
        return {
          condition: { status: "False", reason: "Waiting", message: resolved.waitingFor },
          status: { slipway: { ...endpoint.status?.slipway, message: resolved.waitingFor } },
          recheckAfterMs: WAITING_MS,
        };
      }
      await parts.serving.apply(resolved.serving);
      return {
        condition: { status: "True", reason: "Resolved", message: "Everything the endpoint names is there" },
        status: { slipway: { ...endpoint.status?.slipway, images: imagesOf(resolved.serving) } },
      };
    },
  };
}

function imagesOf(serving: ServingSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(serving.variants.map((variant) => [variant.name, variant.image]));
}
