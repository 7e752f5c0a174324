import type { Condition, Resource, RunPhase, RunRecord } from "@slipway/model";
import type { Reconcilable } from "#reconcile/reconciler.ts";
import type { RunSpec } from "#runtimes/runs.ts";

/** The conditions that the shared steps own; a kind that starts runs declares them. */
export type RunConditionType = "Launched" | "Finished" | "WithinDeadline" | "Measured" | "OutputsCollected";

export interface RunStatus {
  readonly slipway?: RunRecord;
  readonly conditions?: readonly Condition[];
}

/** An object that starts one run. */
export type Running = Reconcilable & Resource & { readonly status?: RunStatus };

export function recordOf(object: Running): RunRecord {
  return object.status?.slipway ?? {};
}

/** Status that changes the record and nothing else. */
export function remember(object: Running, change: RunRecord): { readonly slipway: RunRecord } {
  return { slipway: { ...recordOf(object), ...change } };
}

const OVER: ReadonlySet<RunPhase> = new Set(["succeeded", "failed", "stopped"]);

export function isOver(record: RunRecord): boolean {
  return record.phase !== undefined && OVER.has(record.phase);
}

export function runId(object: Running, run: string): `${string}/${string}` {
  return `${object.metadata.namespace ?? ""}/${run}`;
}

/** What a kind gives the shared steps. Throws `TerminalError` for what no machinery can run. */
export type ToRunSpec<R extends Running> = (object: R) => RunSpec;
