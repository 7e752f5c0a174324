import type { Ledger, MetricPoint, Subject } from "#ledger/ledger.ts";
import type { Step } from "#reconcile/in-steps.ts";
import type { Runs } from "#runtimes/runs.ts";
import { type MetricDefinition, type MetricReader, metricReader } from "./metric-definitions.ts";
import { isOver, type Running, recordOf, runId } from "./run-record.ts";

const RECHECK_MS = 2_000;
const LINES_A_READ = 500;
/** Reads in one pass; what is left waits for the next, so that one chatty job does not hold up others. */
const READS_A_PASS = 20;

/** Turns the run's log lines into metric points, each line once, across crashes. */
export function measure<R extends Running>(
  parts: { readonly runs: Runs; readonly ledger: Ledger },
  definitionsOf: (object: R) => readonly MetricDefinition[],
): Step<R> {
  return {
    condition: "Measured",
    async run(object) {
      const record = recordOf(object);
      const definitions = definitionsOf(object);
      if (record.run === undefined || definitions.length === 0) return {};
      const caughtUp = await catchUp({
        ...parts,
        object,
        run: record.run,
        reader: metricReader(definitions),
      });
      const done = caughtUp && isOver(record);
      return {
        condition: {
          status: done ? "True" : "False",
          reason: done ? "AllRead" : "Reading",
          message: done ? "All log lines are read for metrics" : "Reading metrics from the log",
        },
        ...(done ? {} : { recheckAfterMs: caughtUp ? RECHECK_MS : 1 }),
      };
    },
  };
}

async function catchUp(parts: {
  readonly runs: Runs;
  readonly ledger: Ledger;
  readonly object: Running;
  readonly run: string;
  readonly reader: MetricReader;
}): Promise<boolean> {
  const subject = subjectOf(parts.object);
  let from = await parts.ledger.metricsCursor(subject, parts.run);
  for (let reads = 0; reads < READS_A_PASS; reads++) {
    const lines = await parts.runs.logs(runId(parts.object, parts.run), { from, limit: LINES_A_READ });
    if (lines.length === 0) return true;
    const points = lines.flatMap((line): MetricPoint[] =>
      parts.reader.read(line.text).map((point) => ({ ...point, at: line.at })),
    );
    from += lines.length;
    await parts.ledger.appendMetrics(subject, parts.run, from, points);
  }
  return false;
}

/** The object as the ledger names it. */
export function subjectOf(object: Running): Subject {
  const { namespace = "", name, uid = "" } = object.metadata;
  return { namespace, kind: object.kind, name, uid };
}
