import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import type { CarriedTurn } from "#runs/carried.ts";
import { orRefuse } from "#runs/or-refuse.ts";
import { isAwaited } from "#runtimes/refusal.ts";
import type { Serving, ServingSpec } from "#runtimes/serving.ts";
import { resolve } from "./resolve.ts";

/** How soon to look again for what an endpoint waits for; changes of objects wake it at once. */
const WAITING_MS = 5_000;

/** Hands the endpoint to the runtime as soon as all it names is there; until then it says what is missing. */
export function serve(parts: {
  readonly serving: Serving;
  readonly artifacts: Artifacts;
}): Step<Endpoint, "ACK.ReferencesResolved", CarriedTurn> {
  return {
    condition: "ACK.ReferencesResolved",
    async run(endpoint, turn) {
      const { runtime, wholeRequest } = await turn.abilities();
      const artifacts = wholeRequest ? undefined : parts.artifacts;
      const resolved = await resolve({ endpoint, ...turn, artifacts });
      if ("waitingFor" in resolved) return lacking(endpoint, resolved.waitingFor);
      const { serving } = resolved;
      const awaited = await orRefuse(() => parts.serving.apply(serving, turn.signal)).catch(sentence);
      if (awaited !== undefined) return lacking(endpoint, awaited);
      return {
        condition: { status: "True", reason: "Resolved", message: "Everything the endpoint names is there" },
        status: {
          slipway: {
            ...endpoint.status?.slipway,
            runtime,
            ...(wholeRequest ? {} : { images: imagesOf(serving) }),
          },
        },
      };
    },
  };
}

function sentence(error: unknown): string {
  if (!isAwaited(error)) throw error;
  return error.message;
}

/** What an endpoint serves it goes on serving: as in SageMaker, its configuration and models may be deleted meanwhile. */
function lacking(endpoint: Endpoint, waitingFor: string): StepResult<Endpoint> {
  const { slipway } = endpoint.status ?? {};
  if (slipway?.endpointConfigName === endpoint.spec.endpointConfigName)
    return { condition: { status: "False", reason: "Missing", message: waitingFor } };
  return {
    condition: { status: "False", reason: "Waiting", message: waitingFor },
    status: { slipway: { ...slipway, message: waitingFor } },
    recheckAfterMs: WAITING_MS,
  };
}

function imagesOf(serving: ServingSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(
    serving.variants.map(({ name, containers: [first] }) => [name, first?.image ?? ""]),
  );
}
