import type { RunRecord, UnreadMetric } from "@slipway/model";
import type { Ledger } from "#ledger/ledger.ts";
import type { MetricDefinition, MetricReading } from "#metrics/metric-reading.ts";
import type { Said, Step } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { Runs } from "#runtimes/runs.ts";
import { MetricReader } from "./read-metrics.ts";
import { isDone, isOver, type Running, recordOf, remember } from "./run-record.ts";
import { identityOf, sentenceOf, stillUnread } from "./unread-metrics.ts";

const RECHECK_MS = 2_000;
/** An end is told with its metrics; those that are not read so long after it are told later. */
const AWAITED_MS = 30_000;

/** Reads metrics from the run's log; what cannot be read in its time is switched off for good, and said. */
export function measure<R extends Running>(
  parts: { readonly runs: Runs; readonly ledger: Ledger; readonly metrics: MetricReading },
  definitionsOf: (object: R) => readonly MetricDefinition[],
): Step<R, "Measured"> {
  const reader = new MetricReader(parts);
  return {
    condition: "Measured",
    async run(object, turn) {
      const record = recordOf(object);
      const definitions = definitionsOf(object);
      if (record.run === undefined || definitions.length === 0) return {};
      const known = stillUnread(record.unreadMetrics ?? [], definitions);
      if (isDone(object, "Measured")) return { condition: said(true, known) };
      const wanted = without(known, definitions);
      const state = await reader.advance({
        object,
        run: record.run,
        definitions: wanted,
        whole: isOver(record),
        signal: turn.signal,
      });
      const fresh = stillUnread(state.switchedOff.map(unreadOf), wanted);
      tell(object, fresh, turn);
      const unread = [...known, ...fresh];
      const readOut = state.caughtUp && fresh.length === 0;
      const done = readOut && isOver(record);
      return {
        halt: !readOut && sinceEnd(record, turn.now) < AWAITED_MS,
        condition: said(done, unread),
        status: remembered(object, unread),
        ...(done ? {} : { recheckAfterMs: state.caughtUp ? RECHECK_MS : 1 }),
      };
    },
  };
}

/** Milliseconds since the run ended; for ever where it has not. */
function sinceEnd(record: RunRecord, now: Date): number {
  const ended = record.phase === undefined || !isOver(record) ? undefined : record.entered?.[record.phase];
  return ended === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(ended);
}

function without(
  unread: readonly UnreadMetric[],
  definitions: readonly MetricDefinition[],
): readonly MetricDefinition[] {
  if (unread.length === 0) return definitions;
  const off = new Set(unread.map(({ definition }) => definition));
  return definitions.filter((definition) => !off.has(identityOf(definition)));
}

function tell(object: Running, fresh: readonly UnreadMetric[], turn: Turn): void {
  for (const unread of fresh)
    turn.events.record(object, {
      type: "Warning",
      reason: "MetricSwitchedOff",
      message: sentenceOf([unread]),
    });
}

/** In the status, so that no later process tries them again. */
function remembered(object: Running, unread: readonly UnreadMetric[]) {
  if (unread.length === 0 && recordOf(object).unreadMetrics === undefined) return {};
  return { ...remember(object, { unreadMetrics: unread }) };
}

function unreadOf({ why, ...definition }: MetricDefinition & { readonly why: string }): UnreadMetric {
  return { name: definition.name, definition: identityOf(definition), why };
}

function said(done: boolean, unread: readonly UnreadMetric[]): Said {
  const words = done ? "All log lines are read for metrics" : "Reading metrics from the log";
  const message = unread.length === 0 ? words : `${words}. ${sentenceOf(unread)}`;
  return done
    ? { status: "True", reason: "AllRead", message }
    : { status: "False", reason: "Reading", message };
}
