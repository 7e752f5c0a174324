import { SlipwayError } from "@slipway/model";
import { Slots } from "#lib/slots.ts";
import { BUDGETS } from "../budgets.ts";
import { mayBeJson } from "../json-line.ts";
import {
  isJsonLines,
  LONGEST_LINE,
  type MetricDefinition,
  type MetricReading,
  type MetricsRead,
} from "../metric-reading.ts";
import { JobAccounts } from "./job-accounts.ts";
import type { Slice, SliceRead } from "./messages.ts";
import { MetricThread, type Outcome } from "./metric-thread.ts";
import { TOO_BIG, TOO_SLOW, TOO_SLOW_TO_PREPARE, tooLong } from "./verdicts.ts";

/** Beside this file: TypeScript as written, JavaScript (`metric-worker.js`) once bundled. */
const WORKER_URL = new URL(
  import.meta.url.endsWith(".ts") ? "./worker.ts" : "./metric-worker.js",
  import.meta.url,
);

/** How long a suspect may take where it keeps nobody waiting. */
const APART_MS = 2_000;
/** So often something may stand still and turn out to be innocent before we give up for now. */
const STALLS = 3;

/**
 * Reads metrics on a thread of its own, one slice of one job at a time, in the order they are asked for. What stands still
 * there costs the thread; it is then tried alone on another, and only what is guilty there as well is switched off. What is
 * innocent, as on a machine that is busy elsewhere, is read there with more patience.
 */
export function createMetricReading(options: { readonly workerUrl?: URL } = {}): MetricReading {
  const { workerUrl = WORKER_URL } = options;
  const common = new MetricThread({ workerUrl, stallMs: BUDGETS.lineMs });
  const apart = new MetricThread({ workerUrl, stallMs: APART_MS });
  const [turns, suspects] = [new Slots(1), new Slots(1)];
  const accounts = new JobAccounts();
  let closed = false;

  async function read({ job, ...slice }: { readonly job: string } & Slice): Promise<MetricsRead> {
    const long = tooLong(slice.definitions);
    if (long.length > 0) return { read: 0, values: [], switchedOff: long };
    // Most jobs have no definitions and print no JSON: they need no thread.
    if (slice.definitions.every(isJsonLines) && !slice.texts.some(mayBeJson))
      return { read: slice.texts.length, values: [], switchedOff: [] };
    let cut: Slice = { ...slice, texts: slice.texts.map((text) => text.slice(0, LONGEST_LINE)) };
    let outcome = await turns.take(() => ask(common, cut));
    for (let stalls = 0; stalls < STALLS; stalls++) {
      if ("answer" in outcome) return booked(job, cut, outcome.answer);
      const { line, definition } = outcome;
      const suspect = definitionAt(cut, definition);
      const why = whyGuilty(await patiently({ definitions: [suspect], texts: lineAt(cut, line) }));
      if (why !== undefined) return { read: 0, values: [], switchedOff: [{ ...suspect, why }] };
      cut = { ...cut, texts: cut.texts.slice(0, Math.max(line, 0) + 1) };
      outcome = await patiently(cut);
    }
    throw new SlipwayError("SLIP-RUN-008", "the thread that reads metrics stood still again and again");
  }

  function booked(job: string, { definitions }: Slice, answer: SliceRead): MetricsRead {
    const { read, values, guilty, spent } = answer;
    const over = accounts.book({ job, definitions, lines: read, spent });
    const named = guilty.map(({ definition, why }) => ({
      ...definitionAt({ definitions }, definition),
      why,
    }));
    return { read, values, switchedOff: [...named, ...over] };
  }

  /** On the other thread, which keeps nobody waiting but those who stood still as well. */
  function patiently(slice: Slice): Promise<Outcome> {
    return suspects.take(async () => {
      try {
        return await ask(apart, slice);
      } finally {
        await apart.end();
      }
    });
  }

  async function ask(thread: MetricThread, slice: Slice): Promise<Outcome> {
    if (closed) throw new SlipwayError("SLIP-RUN-008", "metrics are not read any more: the home is ending");
    return thread.ask(slice);
  }

  return {
    read,
    unusable: async (definitions) => {
      const long = tooLong(definitions);
      const rest = definitions.filter(({ regex }) => !long.some((one) => one.regex === regex));
      // A job without definitions starts no thread.
      if (rest.length === 0) return long;
      return [...long, ...(await read({ job: "", definitions: rest, texts: [] })).switchedOff];
    },
    close: async () => {
      closed = true;
      await Promise.all([common.end(), apart.end()]);
    },
  };
}

/** Of what was tried alone; undefined when it did nothing wrong where nobody else was. */
function whyGuilty(outcome: Outcome): string | undefined {
  if ("answer" in outcome) return outcome.answer.guilty[0]?.why;
  if (outcome.for === "memory") return TOO_BIG;
  return outcome.line < 0 ? TOO_SLOW_TO_PREPARE : TOO_SLOW;
}

/** None for line -1: the suspect did not come so far. */
function lineAt({ texts }: Slice, line: number): readonly string[] {
  return line < 0 ? [] : texts.slice(line, line + 1);
}

function definitionAt({ definitions }: Pick<Slice, "definitions">, index: number): MetricDefinition {
  const definition = definitions[index];
  if (definition === undefined) throw new RangeError(`there is no definition ${index}`);
  return definition;
}
