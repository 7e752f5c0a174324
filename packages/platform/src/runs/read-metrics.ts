import { type Key, keyOf } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { Ledger } from "#ledger/ledger.ts";
import { Slots } from "#lib/slots.ts";
import { within } from "#lib/within.ts";
import {
  isJsonLines,
  type MetricDefinition,
  type MetricReading,
  type MetricsRead,
  type SwitchedOff,
} from "#metrics/metric-reading.ts";
import type { Runs } from "#runtimes/runs.ts";
import { type LinePage, LinePages } from "./line-page.ts";
import { MetricNames } from "./metric-names.ts";
import { type Running, runRef } from "./run-record.ts";
import { subjectOf } from "./subject-of.ts";

/** Pages read in one go; what is left waits for the next, so that one chatty job does not hold up others. */
const PAGES_AT_ONCE = 20;
/** Readings that hold lines at a time: each holds a megabyte or so at most. */
const AT_ONCE = 32;
/** How long a log that has grown may go on growing before it is read: a batch costs little more than a line. */
const LINGER_MS = 500;
/** How long a pass waits for the metrics of a run that is over; the reading itself goes on beside it. */
const PATIENCE_MS = 250;
/** Runs that something is remembered of; of one that is forgotten it is found out anew. */
const REMEMBERED = 10_000;

export interface ReadingAsked {
  readonly object: Running;
  readonly run: string;
  /** Names of the pods, or of what plays their part, whose logs the run's lines come from. */
  readonly pods: readonly string[];
  readonly definitions: readonly MetricDefinition[];
}

/** How far the reading of a run's log has come. */
export interface ReadingState {
  /** Everything that is in the log is read, and nothing is written to it any more. */
  readonly readOut: boolean;
  /** Of the definitions that were asked for. */
  readonly switchedOff: readonly SwitchedOff[];
}

interface Reading {
  asked: ReadingAsked;
  /** Nothing is written to the log any more. */
  whole: boolean;
  /** There may be lines that are not read. */
  stale: boolean;
  readOut: boolean;
  switchedOff: readonly SwitchedOff[];
  /** Where the ledger's cursor stands, and the next line, which is further on where lines told nothing. */
  cursor?: number | undefined;
  next?: number | undefined;
  /** Of what lines of JSON told so far. */
  names?: MetricNames | undefined;
  working?: Promise<void> | undefined;
  linger?: NodeJS.Timeout | undefined;
  /** Kept for the pass that asks next. */
  failure?: { readonly error: unknown } | undefined;
}

/**
 * Turns log lines into metric points, each line once, across crashes: the cursor moves with every few lines and together with
 * their points. A log is read as it grows, beside the passes; a pass only says what is to be read, and asks how it went.
 */
export class MetricReader {
  readonly #parts: { readonly runs: Runs; readonly ledger: Ledger; readonly metrics: MetricReading };
  readonly #readings = new LRUCache<string, Reading>({ max: REMEMBERED });
  readonly #byPod = new LRUCache<string, Reading>({ max: REMEMBERED });
  readonly #slots = new Slots(AT_ONCE);
  readonly #wakers = new Set<(key: Key) => void>();

  constructor(parts: { readonly runs: Runs; readonly ledger: Ledger; readonly metrics: MetricReading }) {
    this.#parts = parts;
    parts.ledger.onGrowth(({ namespace, pod }) => this.#grown(`${namespace}/${pod}`));
  }

  /** Calls `wake` with the key of an object of which a definition was switched off: its next pass says so. */
  onSwitchedOff(wake: (key: Key) => void, signal: AbortSignal): void {
    this.#wakers.add(wake);
    signal.addEventListener("abort", () => this.#wakers.delete(wake), { once: true });
  }

  /** From now on the run's log is read as it grows. Throws what kept it from being read, which another try may mend. */
  follow(asked: ReadingAsked): ReadingState {
    const reading = this.#readingOf(asked);
    const failure = taken(reading);
    this.#begin(reading);
    if (failure !== undefined) throw failure.error;
    return stateOf(reading);
  }

  /** The same of a log to which nothing is written any more; waits a moment for the end of the reading. */
  async finish(asked: ReadingAsked): Promise<ReadingState> {
    const reading = this.#readingOf(asked);
    reading.whole = true;
    reading.readOut ||= wantedOf(reading).length === 0;
    if (!reading.readOut) {
      this.#begin(reading);
      await within(reading.working ?? Promise.resolve(), PATIENCE_MS);
    }
    const failure = taken(reading);
    if (failure !== undefined) throw failure.error;
    if (reading.readOut) this.#forget(asked);
    return stateOf(reading);
  }

  #readingOf(asked: ReadingAsked): Reading {
    const key = idOf(asked);
    const reading = this.#readings.get(key) ?? {
      asked,
      whole: false,
      stale: false,
      readOut: false,
      switchedOff: [],
    };
    reading.asked = asked;
    this.#readings.set(key, reading);
    for (const pod of podsOf(asked)) this.#byPod.set(pod, reading);
    return reading;
  }

  #forget(asked: ReadingAsked): void {
    this.#readings.delete(idOf(asked));
    for (const pod of podsOf(asked)) this.#byPod.delete(pod);
  }

  #grown(pod: string): void {
    const reading = this.#byPod.get(pod);
    if (reading !== undefined && !reading.readOut) this.#linger(reading);
  }

  #linger(reading: Reading): void {
    reading.linger ??= setTimeout(() => this.#begin(reading), LINGER_MS).unref();
  }

  #begin(reading: Reading): void {
    clearTimeout(reading.linger);
    reading.linger = undefined;
    if (wantedOf(reading).length === 0) return;
    reading.stale = true;
    reading.working ??= this.#catchUp(reading).finally(() => {
      reading.working = undefined;
    });
  }

  async #catchUp(reading: Reading): Promise<void> {
    try {
      while (reading.stale) {
        const { whole } = reading;
        reading.stale = false;
        const atEnd = await this.#slots.take(() => this.#readSome(reading));
        if (!atEnd) reading.stale = true;
        else reading.readOut = whole && !reading.stale;
      }
    } catch (error) {
      reading.cursor = undefined;
      reading.next = undefined;
      reading.failure = { error };
    }
  }

  /** Whether nothing is left to be read. */
  async #readSome(reading: Reading): Promise<boolean> {
    const { runs, ledger, metrics } = this.#parts;
    const { object, run } = reading.asked;
    const pages = new LinePages();
    reading.cursor ??= await ledger.metricsCursor(subjectOf(object), run);
    reading.names ??= new MetricNames(ledger, subjectOf(object));
    for (let read = 0; read < PAGES_AT_ONCE; read++) {
      const definitions = wantedOf(reading);
      const from = reading.next ?? reading.cursor;
      const { lines, texts, full } = await pages.next((limit) =>
        runs.logs(runRef(object, run), { from, limit }),
      );
      if (lines.length === 0 || definitions.length === 0) return true;
      const told = await metrics.read({ job: idOf(reading.asked), definitions, texts });
      const found = await reading.names.within(told);
      await this.#keep(reading, found, lines);
      if (found.switchedOff.length > 0) {
        reading.switchedOff = [...reading.switchedOff, ...found.switchedOff];
        for (const wake of this.#wakers) wake(keyOf(object));
      }
      // Who is as fast as the program would read its lines one by one.
      if (!full && !reading.whole && found.read === lines.length) {
        this.#linger(reading);
        return true;
      }
    }
    return false;
  }

  /** Lines that tell nothing are read once more after a restart, rather than each job costing a write. */
  async #keep(reading: Reading, found: MetricsRead, lines: LinePage["lines"]): Promise<void> {
    const last = lines[found.read - 1];
    if (last === undefined) return;
    const { asked, cursor = 0 } = reading;
    reading.next = last.index + 1;
    if (found.values.length === 0 && asked.definitions.every(isJsonLines)) return;
    const points = found.values.flatMap(({ line, isNamed: _, ...point }) => {
      const at = lines[line]?.at;
      return at === undefined ? [] : [{ ...point, at }];
    });
    const span = { from: cursor, to: reading.next };
    reading.cursor = await this.#parts.ledger.appendMetrics(subjectOf(asked.object), asked.run, span, points);
    reading.next = reading.cursor;
  }
}

function taken(reading: Reading): Reading["failure"] {
  const { failure } = reading;
  reading.failure = undefined;
  return failure;
}

function stateOf(reading: Reading): ReadingState {
  const { readOut, switchedOff, asked } = reading;
  return {
    readOut,
    switchedOff: switchedOff.filter((off) => asked.definitions.some((one) => isSame(one, off))),
  };
}

/** What is edited is tried again. */
function wantedOf({ asked, switchedOff }: Reading): readonly MetricDefinition[] {
  if (switchedOff.length === 0) return asked.definitions;
  return asked.definitions.filter((one) => !switchedOff.some((off) => isSame(one, off)));
}

function isSame(one: MetricDefinition, other: MetricDefinition): boolean {
  return one.name === other.name && one.regex === other.regex;
}

function podsOf({ object, pods }: ReadingAsked): readonly string[] {
  return pods.map((pod) => `${object.metadata.namespace ?? ""}/${pod}`);
}

function idOf({ object, run }: ReadingAsked): string {
  return `${object.metadata.uid ?? ""}/${run}`;
}
