import { defined, findCondition } from "@slipway/model";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { updateAttempt } from "@slipway/model/kinds/endpoint/update-attempt.ts";
import { dataCaptureSummary } from "@slipway/model/kinds/endpoint-config/data-capture.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import { TerminalError } from "#reconcile/reconciler.ts";
import type { CarriedTurn } from "#runs/carried.ts";
import { type Lack, refusalOf, waitingFor } from "#runs/lack.ts";
import { orRefuse } from "#runs/or-refuse.ts";
import { REFUSED } from "#runs/refused.ts";
import { servingRef } from "#runs/serving-ref.ts";
import { isAwaited } from "#runtimes/refusal.ts";
import type { Applied, Serving, ServingSpec } from "#runtimes/serving.ts";
import { rememberUpdate } from "./remember-update.ts";
import { resolve } from "./resolve.ts";
import { rollbackAlarm } from "./rollback-alarm.ts";
import { updatePolicy } from "./update-policy.ts";

/** How soon to look again for what an endpoint waits for; changes of objects wake it at once. */
const WAITING_MS = 5_000;
/**
 * Hands the endpoint to the runtime as soon as all it names is there. Until then it says what is missing, and refuses the endpoint
 * where that is refused itself or has not come for ten minutes with nobody making it; it goes on by itself when that is mended.
 */
export function serve(parts: {
  readonly serving: Serving;
  readonly artifacts: Artifacts;
}): Step<Endpoint, "ACK.ReferencesResolved", CarriedTurn> {
  return {
    condition: "ACK.ReferencesResolved",
    async run(endpoint, turn) {
      const { runtime, wholeRequest } = await turn.abilities();
      const artifacts = wholeRequest ? undefined : parts.artifacts;
      const resolved = await resolve({ endpoint, ...turn, artifacts, wholeRequest });
      if ("lack" in resolved) return lacking(endpoint, resolved.lack, { turn, serving: parts.serving });
      const { serving, config } = resolved;
      if (!wholeRequest) await rememberUpdate(endpoint, turn);
      const asked = { ...serving, ...(await howToUpdate(endpoint, turn)) };
      const applied = await orRefuse(() => parts.serving.apply(asked, turn.signal)).catch(asAwaited);
      if (applied.waitsFor !== undefined) return waiting(endpoint, applied.waitsFor);
      const { memory: update, replaces, recheckAfterMs } = applied;
      const { update: _before, ...slipway } = endpoint.status?.slipway ?? {};
      return {
        condition: { status: "True", reason: "Resolved", message: "Everything the endpoint names is there" },
        status: {
          // What carries the whole request tells it itself; what serves goes on as before until the update has taken its place.
          ...(wholeRequest || replaces === true
            ? {}
            : {
                dataCaptureConfig: dataCaptureSummary(config.spec.dataCaptureConfig),
                asyncInferenceConfig: config.spec.asyncInferenceConfig,
              }),
          slipway: {
            ...slipway,
            runtime,
            ...(wholeRequest || replaces === true ? {} : { images: imagesOf(serving) }),
            ...defined({ update, attempt: updateAttempt(endpoint) }),
          },
        },
        ...defined({ recheckAfterMs }),
      };
    },
  };
}

async function howToUpdate(
  endpoint: Endpoint,
  turn: CarriedTurn,
): Promise<Pick<ServingSpec, "update" | "attempt" | "alarm">> {
  const update = updatePolicy(endpoint.spec.deploymentConfig);
  return defined({ update, attempt: updateAttempt(endpoint), alarm: await rollbackAlarm(endpoint, turn) });
}

function asAwaited(error: unknown): Applied {
  if (!isAwaited(error)) throw error;
  return { waitsFor: error.message };
}

/** What an endpoint serves it goes on serving: as in SageMaker, its configuration and models may be deleted meanwhile. */
async function lacking(
  endpoint: Endpoint,
  lack: Lack,
  { turn, serving }: { readonly turn: CarriedTurn; readonly serving: Serving },
): Promise<StepResult<Endpoint>> {
  const { endpointConfigName: serves, runtime } = endpoint.status?.slipway ?? {};
  if (serves !== undefined && serves === endpoint.spec.endpointConfigName)
    return { condition: { status: "False", reason: "Missing", message: lack.sentence } };
  const awaited = findCondition(endpoint.status?.conditions, "ACK.ReferencesResolved");
  const refusal = refusalOf(lack, awaited, turn.now);
  if (refusal === undefined) return waiting(endpoint, waitingFor(lack));
  // It may have been handed over before what it names was looked at.
  if (serves === undefined && runtime !== undefined) await serving.remove(servingRef(endpoint), turn.signal);
  throw new TerminalError(REFUSED, `${refusal}: ${lack.sentence}`);
}

function waiting({ status }: Endpoint, message: string): StepResult<Endpoint> {
  return {
    condition: { status: "False", reason: "Waiting", message },
    status: { slipway: { ...status?.slipway, message } },
    recheckAfterMs: WAITING_MS,
  };
}

function imagesOf(serving: ServingSpec): Readonly<Record<string, string>> {
  return Object.fromEntries(
    serving.variants.map(({ name, containers: [first] }) => [name, first?.image ?? ""]),
  );
}
