import { defined, type RunRecord, STOP_ANNOTATION, type StopReason } from "@slipway/model";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import type { Runs } from "#runtimes/runs.ts";
import type { CarriedTurn } from "./carried.ts";
import { isOver, type Running, recordOf, remember, runRef, startOf } from "./run-record.ts";

/** Longer waits overflow a timer; looking once a day costs nothing. */
const MAX_TIMER_MS = 86_400_000;

/** How long an object's run may take; no later change of the object moves what it began with. */
export interface RunLimits<R> {
  maxRuntimeSeconds(object: R): number;
  /** From the object's creation to the run's end, with all waiting; undefined where nobody minds that. */
  maxWaitSeconds?(object: R): number | undefined;
}

/** Stops the run when its time is up or when somebody asked for it; outputs are still collected. */
export function enforceDeadline<R extends Running>(
  runs: Runs,
  limits: RunLimits<R>,
): Step<R, "WithinDeadline", CarriedTurn> {
  return {
    condition: "WithinDeadline",
    async run(object, turn) {
      const record = recordOf(object);
      const wait = limits.maxWaitSeconds?.(object);
      if (record.run === undefined) return waitingLimit(object, wait, turn);
      const limit = record.maxRuntimeSeconds ?? limits.maxRuntimeSeconds(object);
      if (isOver(record)) return { condition: conditionOf(record.stop, { limit, wait }) };
      // Where the whole request goes out, so does its limit: what counts as running time is known there alone.
      const { wholeRequest } = await turn.abilities();
      const remainingMs = wholeRequest ? MAX_TIMER_MS : limit * 1_000 - ranFor(record, turn.now);
      const waitMs = wholeRequest ? MAX_TIMER_MS : waitLeftMs(object, wait, turn.now);
      const stop = record.stop ?? reasonToStop(object, { remainingMs, waitMs }, turn.now);
      if (stop !== undefined) await runs.stop(runRef(object, record.run), turn.signal);
      return {
        condition: conditionOf(stop, { limit, wait }),
        status: remember(object, { maxRuntimeSeconds: limit, ...defined({ stop }) }),
        ...(stop === undefined
          ? { recheckAfterMs: Math.min(Math.max(1_000, Math.min(remainingMs, waitMs)), MAX_TIMER_MS) }
          : {}),
      };
    },
  };
}

/** What waits for its first machine, or for the next one, is stopped where it stands. */
function waitingLimit<R extends Running>(
  object: R,
  wait: number | undefined,
  { now }: CarriedTurn,
): StepResult<R> {
  const record = recordOf(object);
  if (wait === undefined || record.stop !== undefined || isOver(record)) return {};
  const leftMs = waitLeftMs(object, wait, now);
  if (leftMs > 0) return { recheckAfterMs: Math.min(leftMs, MAX_TIMER_MS) };
  const stop = { reason: "MaxWaitTimeExceeded", at: now.toISOString() } as const;
  return { status: remember(object, { stop }), recheckAfterMs: 1 } as StepResult<R>;
}

function waitLeftMs({ metadata }: Running, wait: number | undefined, now: Date): number {
  const created = Date.parse(metadata.creationTimestamp ?? "");
  if (wait === undefined || Number.isNaN(created)) return MAX_TIMER_MS;
  return created + wait * 1_000 - now.getTime();
}

/** Milliseconds since the run began to use its machine. */
function ranFor(record: RunRecord, now: Date): number {
  const at = startOf(record);
  const earlier = (record.spentSeconds ?? 0) * 1_000;
  return earlier + (at === undefined ? 0 : now.getTime() - Date.parse(at));
}

function reasonToStop(
  object: Running,
  { remainingMs, waitMs }: { readonly remainingMs: number; readonly waitMs: number },
  now: Date,
): RunRecord["stop"] {
  const at = now.toISOString();
  if (object.metadata.annotations?.[STOP_ANNOTATION] !== undefined) return { reason: "Requested", at };
  if (remainingMs <= 0) return { reason: "MaxRuntimeExceeded", at };
  return waitMs <= 0 ? { reason: "MaxWaitTimeExceeded", at } : undefined;
}

function conditionOf(
  stop: RunRecord["stop"],
  { limit, wait }: { readonly limit: number; readonly wait: number | undefined },
) {
  if (stop === undefined)
    return { status: "True", reason: "WithinDeadline", message: `May run for ${limit} s` } as const;
  const messages: Readonly<Record<StopReason, string>> = {
    Requested: "Somebody asked for the run to stop",
    MaxRuntimeExceeded: `The run took longer than the ${limit} s it was given`,
    MaxWaitTimeExceeded: `The run and its waiting took longer than the ${wait} s they were given`,
  };
  return { status: "False", reason: stop.reason, message: messages[stop.reason] } as const;
}
