import { LRUCache } from "lru-cache";
import type { Ledger } from "#ledger/ledger.ts";
import { Slots } from "#lib/slots.ts";
import { within } from "#lib/within.ts";
import type { MetricDefinition, MetricReading, SwitchedOff } from "#metrics/metric-reading.ts";
import type { Runs } from "#runtimes/runs.ts";
import { LinePages } from "./line-page.ts";
import { type Running, runRef } from "./run-record.ts";
import { subjectOf } from "./subject-of.ts";

/** Reads in one go; what is left waits for the next, so that one chatty job does not hold up others. */
const READS_AT_ONCE = 20;
/** Readings that hold lines at a time: each holds a megabyte or so at most. */
const AT_ONCE = 32;
/** How long a pass waits for what it asked for; the reading itself goes on beside it. */
const PATIENCE_MS = 250;
/** Runs that something is remembered of; of one that is forgotten it is found out anew. */
const REMEMBERED = 10_000;

export interface ReadingAsked {
  readonly object: Running;
  readonly run: string;
  readonly definitions: readonly MetricDefinition[];
  /** The log is whole: nothing is written to it any more. */
  readonly whole: boolean;
  readonly signal: AbortSignal;
}

/** How far the reading of a run's log has come, as far as it is known at once. */
export interface ReadingState {
  readonly caughtUp: boolean;
  readonly switchedOff: readonly SwitchedOff[];
}

/** A reading that was begun before the log was whole may have come to an end that is none any more. */
interface Reading {
  readonly whole: boolean;
  readonly outcome: Promise<Outcome>;
}

type Outcome = { readonly caughtUp: boolean } | { readonly failure: unknown };

/**
 * Turns log lines into metric points, each line once, across crashes. The cursor moves with every few lines and together
 * with their points; a pass that asks waits no longer than a moment for what may take seconds.
 */
export class MetricReader {
  readonly #parts: { readonly runs: Runs; readonly ledger: Ledger; readonly metrics: MetricReading };
  readonly #inHand = new LRUCache<string, Reading>({ max: REMEMBERED });
  readonly #slots = new Slots(AT_ONCE);
  readonly #switchedOff = new LRUCache<string, readonly SwitchedOff[]>({ max: REMEMBERED });

  constructor(parts: { readonly runs: Runs; readonly ledger: Ledger; readonly metrics: MetricReading }) {
    this.#parts = parts;
  }

  /** Goes on reading. Rejects with what kept it from being read, which another try may mend. */
  async advance(asked: ReadingAsked): Promise<ReadingState> {
    if (asked.definitions.length === 0) return { caughtUp: true, switchedOff: [] };
    const key = keyOf(asked);
    const reading = this.#inHand.get(key) ?? this.#begin(key, asked);
    const outcome = await within(reading.outcome, PATIENCE_MS);
    if (outcome !== "late") this.#inHand.delete(key);
    if (outcome !== "late" && "failure" in outcome) throw outcome.failure;
    const caughtUp = outcome !== "late" && outcome.caughtUp && reading.whole === asked.whole;
    return { caughtUp, switchedOff: this.#switchedOff.get(key) ?? [] };
  }

  /** A failure is kept for the pass that asks next. */
  #begin(key: string, asked: ReadingAsked): Reading {
    const outcome = this.#slots
      .take(() => this.#catchUp(key, asked))
      .then(
        (caughtUp) => ({ caughtUp }),
        (failure: unknown) => ({ failure }),
      );
    const reading = { whole: asked.whole, outcome };
    this.#inHand.set(key, reading);
    return reading;
  }

  async #catchUp(key: string, { object, run, definitions, signal }: ReadingAsked): Promise<boolean> {
    const { runs, ledger, metrics } = this.#parts;
    const subject = subjectOf(object);
    const pages = new LinePages();
    let from = await ledger.metricsCursor(subject, run);
    for (let reads = 0; reads < READS_AT_ONCE && !signal.aborted; reads++) {
      const { lines, texts } = await pages.next((limit) => runs.logs(runRef(object, run), { from, limit }));
      if (lines.length === 0) return true;
      const found = await metrics.read({ job: key, definitions, texts });
      const last = lines[found.read - 1];
      if (last !== undefined) {
        from = last.index + 1;
        const points = found.values.flatMap(({ line, name, value }) => {
          const at = lines[line]?.at;
          return at === undefined ? [] : [{ name, value, at }];
        });
        await ledger.appendMetrics(subject, run, from, points);
      }
      if (found.switchedOff.length > 0) {
        this.#switchedOff.set(key, [...(this.#switchedOff.get(key) ?? []), ...found.switchedOff]);
        return false;
      }
    }
    return false;
  }
}

function keyOf({ object, run }: ReadingAsked): string {
  return `${object.metadata.uid ?? ""}/${run}`;
}
