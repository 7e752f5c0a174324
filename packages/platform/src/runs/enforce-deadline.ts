import { defined, type RunRecord, STOP_ANNOTATION } from "@slipway/model";
import type { Step } from "#reconcile/in-steps.ts";
import type { Runs } from "#runtimes/runs.ts";
import type { CarriedTurn } from "./carried.ts";
import { isOver, type Running, recordOf, remember, runRef, startOf } from "./run-record.ts";

/** Longer waits overflow a timer; looking once a day costs nothing. */
const MAX_TIMER_MS = 86_400_000;

/**
 * Stops the run when its time is up or when somebody asked for it; outputs are still collected. Its time is what it began with: no
 * later change of the object moves it.
 */
export function enforceDeadline<R extends Running>(
  runs: Runs,
  maxRuntimeSeconds: (object: R) => number,
): Step<R, "WithinDeadline", CarriedTurn> {
  return {
    condition: "WithinDeadline",
    async run(object, turn) {
      const record = recordOf(object);
      if (record.run === undefined) return {};
      const limit = record.maxRuntimeSeconds ?? maxRuntimeSeconds(object);
      if (isOver(record)) return { condition: conditionOf(record.stop, limit) };
      // Where the whole request goes out, so does its limit: what counts as running time is known there alone.
      const { wholeRequest } = await turn.abilities();
      const remainingMs = wholeRequest ? MAX_TIMER_MS : limit * 1_000 - ranFor(record, turn.now);
      const stop = record.stop ?? reasonToStop(object, remainingMs, turn.now);
      if (stop !== undefined) await runs.stop(runRef(object, record.run), turn.signal);
      return {
        condition: conditionOf(stop, limit),
        status: remember(object, { maxRuntimeSeconds: limit, ...defined({ stop }) }),
        ...(stop === undefined
          ? { recheckAfterMs: Math.min(Math.max(1_000, remainingMs), MAX_TIMER_MS) }
          : {}),
      };
    },
  };
}

/** Milliseconds since the run began to use its machine. */
function ranFor(record: RunRecord, now: Date): number {
  const at = startOf(record);
  const earlier = (record.spentSeconds ?? 0) * 1_000;
  return earlier + (at === undefined ? 0 : now.getTime() - Date.parse(at));
}

function reasonToStop(object: Running, remainingMs: number, now: Date): RunRecord["stop"] {
  const at = now.toISOString();
  if (object.metadata.annotations?.[STOP_ANNOTATION] !== undefined) return { reason: "Requested", at };
  return remainingMs <= 0 ? { reason: "MaxRuntimeExceeded", at } : undefined;
}

function conditionOf(stop: RunRecord["stop"], limit: number) {
  if (stop === undefined)
    return { status: "True", reason: "WithinDeadline", message: `May run for ${limit} s` } as const;
  const message =
    stop.reason === "Requested"
      ? "Somebody asked for the run to stop"
      : `The run took longer than the ${limit} s it was given`;
  return { status: "False", reason: stop.reason, message } as const;
}
