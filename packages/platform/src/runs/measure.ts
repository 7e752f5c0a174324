import type { RunRecord, UnreadMetric } from "@slipway/model";
import type { MetricDefinition } from "#metrics/metric-reading.ts";
import type { Step, StepCondition } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import type { MetricReader, ReadingAsked, ReadingState } from "./read-metrics.ts";
import { isDone, isOver, type Running, recordOf, remember } from "./run-record.ts";
import { identityOf, sentenceOf, stillUnread } from "./unread-metrics.ts";

/** How soon to ask again for what takes long to be read after the end. */
const LATE_RECHECK_MS = 2_000;
/** An end is told with its metrics; those that are not read so long after it are told later. */
const AWAITED_MS = 30_000;

/** Sees to it that metrics are read from the run's log as it grows; what cannot be read in its time is switched off for good, and said. */
export function measure<R extends Running>(
  reader: MetricReader,
  definitionsOf: (object: R) => readonly MetricDefinition[],
): Step<R, "Measured"> {
  return {
    condition: "Measured",
    async run(object, turn) {
      const record = recordOf(object);
      const definitions = definitionsOf(object);
      if (record.run === undefined || definitions.length === 0) return {};
      const known = stillUnread(record.unreadMetrics ?? [], definitions);
      if (isDone(object, "Measured")) return { condition: said(true, known) };
      const wanted = without(known, definitions);
      const over = isOver(record);
      const asked = { object, run: record.run, pods: record.pods ?? [], definitions: wanted };
      const state = over ? await reader.finish(asked) : begun(reader, asked, record);
      const fresh = stillUnread(state.switchedOff.map(unreadOf), wanted);
      tell(object, fresh, turn);
      const unread = [...known, ...fresh];
      const done = over && state.readOut && fresh.length === 0;
      return {
        condition: said(done, unread),
        status: remembered(object, unread),
        ...(over && !done ? waiting(record, turn.now) : {}),
      };
    },
  };
}

const UNREAD: ReadingState = { readOut: false, switchedOff: [] };

/** Before its program runs nothing in a run's log is a metric. */
function begun(reader: MetricReader, asked: ReadingAsked, { phase = "pending" }: RunRecord): ReadingState {
  return phase === "pending" || phase === "downloading" ? UNREAD : reader.follow(asked);
}

/** For the rest of the metrics of a run that is over; for a while nobody is told of the end without them. */
function waiting({ phase, entered }: RunRecord, now: Date): { halt: boolean; recheckAfterMs: number } {
  const ended = phase === undefined ? undefined : entered?.[phase];
  const isAwaited = ended !== undefined && now.getTime() - Date.parse(ended) < AWAITED_MS;
  return { halt: isAwaited, recheckAfterMs: isAwaited ? 1 : LATE_RECHECK_MS };
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

function said(done: boolean, unread: readonly UnreadMetric[]): StepCondition {
  const words = done ? "All log lines are read for metrics" : "Reading metrics from the log";
  const message = unread.length === 0 ? words : `${words}. ${sentenceOf(unread)}`;
  return done
    ? { status: "True", reason: "AllRead", message }
    : { status: "False", reason: "Reading", message };
}
