import type { Ledger, MetricPoint, Subject } from "#ledger/ledger.ts";
import type { Said, Step } from "#reconcile/in-steps.ts";
import type { Runs } from "#runtimes/runs.ts";
import {
  type MetricDefinition,
  type MetricReader,
  metricReader,
  unusableMetric,
} from "./metric-definitions.ts";
import { isDone, isOver, type Running, recordOf, runRef } from "./run-record.ts";

const RECHECK_MS = 2_000;
const LINES_A_READ = 500;
/** Reads in one pass; what is left waits for the next, so that one chatty job does not hold up others. */
const READS_A_PASS = 20;

const READING: Said = { status: "False", reason: "Reading", message: "Reading metrics from the log" };
const ALL_READ: Said = { status: "True", reason: "AllRead", message: "All log lines are read for metrics" };

/** Turns the run's log lines into metric points, each line once, across crashes. */
export function measure<R extends Running>(
  parts: { readonly runs: Runs; readonly ledger: Ledger },
  definitionsOf: (object: R) => readonly MetricDefinition[],
): Step<R, "Measured"> {
  return {
    condition: "Measured",
    async run(object) {
      const record = recordOf(object);
      const definitions = definitionsOf(object);
      if (record.run === undefined || definitions.length === 0) return {};
      const caughtUp =
        isDone(object, "Measured") || (await catchUp({ ...parts, object, run: record.run, definitions }));
      const done = caughtUp && isOver(record);
      if (done) return { condition: ALL_READ };
      return { condition: READING, recheckAfterMs: caughtUp ? RECHECK_MS : 1 };
    },
  };
}

async function catchUp(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly object: Running;
  readonly run: string;
  readonly definitions: readonly MetricDefinition[];
}): Promise<boolean> {
  const { runs, ledger, object, run } = parts;
  const subject = subjectOf(object);
  /** Made for the first line: most looks at a running job find none, and expressions take a while to compile. */
  let reader: MetricReader | undefined;
  let from = await ledger.metricsCursor(subject, run);
  for (let reads = 0; reads < READS_A_PASS; reads++) {
    const lines = await runs.logs(runRef(object, run), { from, limit: LINES_A_READ });
    const last = lines.at(-1);
    if (last === undefined) return true;
    // An edit of a running job may have broken one; the others still count.
    reader ??= metricReader(parts.definitions.filter((one) => unusableMetric(one) === undefined));
    const points: MetricPoint[] = [];
    for (const { at, text } of lines) for (const point of reader.read(text)) points.push({ ...point, at });
    from = last.index + 1;
    await ledger.appendMetrics(subject, run, from, points);
  }
  return false;
}

/** The object as the ledger names it. */
export function subjectOf(object: Running): Subject {
  const { namespace = "", name, uid = "" } = object.metadata;
  return { namespace, kind: object.kind, name, uid };
}
