import {
  type Condition,
  isEnd,
  isTrue,
  type Resource,
  type RunConditionType,
  type RunRecord,
  STOP_ANNOTATION,
} from "@slipway/model";
import type { Reconcilable } from "#reconcile/reconciler.ts";
import type { RunRef } from "#runtimes/runs.ts";

export interface RunStatus {
  readonly slipway?: RunRecord;
  readonly conditions?: readonly Condition[];
}

/** An object that starts one run. */
export type Running = Reconcilable & Resource & { readonly status?: RunStatus };

export function recordOf(object: Running): RunRecord {
  return object.status?.slipway ?? {};
}

/** Whether its time is up or somebody has asked for it to stop. */
export function isToStop(object: Running): boolean {
  return recordOf(object).stop !== undefined || object.metadata.annotations?.[STOP_ANNOTATION] !== undefined;
}

/** Where an output is; undefined when the run left nothing for it. */
export function storedAs(record: RunRecord, output: string): string | undefined {
  return record.stored?.[output] ?? (output === "model" ? record.modelUri : undefined);
}

/** Status that changes the record and nothing else. */
export function remember(object: Running, change: RunRecord): { readonly slipway: RunRecord } {
  return { slipway: { ...recordOf(object), ...change } };
}

export function isOver(record: RunRecord): boolean {
  return isEnd(record.phase);
}

/** When the run began to use its machine. */
export function startOf({ entered }: RunRecord): string | undefined {
  return entered?.downloading ?? entered?.running;
}

export function dateOf(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}

/** A step that comes to an end has come to it: nothing of an ended run changes after that. */
export function isDone(object: Running, condition: RunConditionType): boolean {
  return isOver(recordOf(object)) && isTrue(object.status?.conditions, condition);
}

/** The run of this name that belongs to the object. */
export function runRef(object: Running, run: string): RunRef {
  return { name: run, namespace: object.metadata.namespace ?? "", owner: object };
}
