import { SlipwayError } from "@slipway/model";
import { Slots } from "#lib/slots.ts";
import { BUDGETS } from "../budgets.ts";
import { LONGEST_LINE, type MetricReading, type MetricsRead } from "../metric-reading.ts";
import { JobAccounts } from "./job-accounts.ts";
import type { Slice } from "./messages.ts";
import { MetricThread, type Suspect } from "./metric-thread.ts";
import { TOO_BIG, TOO_SLOW, tooLong } from "./verdicts.ts";

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
 * there costs the thread; it is then tried alone on another, and only what stands still there as well is switched off.
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
    const cut = { ...slice, texts: slice.texts.map((text) => text.slice(0, LONGEST_LINE)) };
    for (let stalls = 0; stalls < STALLS; stalls++) {
      const outcome = await turns.take(() => ask(common, cut));
      if ("answer" in outcome) {
        const { read, values, guilty, spent } = outcome.answer;
        const over = accounts.book({ job, definitions: slice.definitions, lines: read, spent });
        const named = guilty.map(({ definition, why }) => ({ ...definitionAt(slice, definition), why }));
        return { read, values, switchedOff: [...named, ...over] };
      }
      const why = await suspects.take(() => tryAlone(cut, outcome));
      if (why !== undefined)
        return { read: 0, values: [], switchedOff: [{ ...definitionAt(slice, outcome.definition), why }] };
    }
    throw new SlipwayError("SLIP-RUN-008", "the thread that reads metrics stood still again and again");
  }

  /** Why the suspect is to be switched off; undefined when it did nothing wrong where nobody else was. */
  async function tryAlone(slice: Slice, at: Suspect): Promise<string | undefined> {
    const texts = at.line < 0 ? [] : slice.texts.slice(at.line, at.line + 1);
    try {
      const outcome = await ask(apart, { definitions: [definitionAt(slice, at.definition)], texts });
      if ("answer" in outcome) return outcome.answer.guilty[0]?.why;
      return outcome.for === "memory" ? TOO_BIG : TOO_SLOW;
    } finally {
      await apart.end();
    }
  }

  async function ask(thread: MetricThread, slice: Slice) {
    if (closed) throw new SlipwayError("SLIP-RUN-008", "metrics are not read any more: the home is ending");
    return thread.ask(slice);
  }

  return {
    read,
    unusable: async (definitions) => {
      const long = tooLong(definitions);
      const rest = definitions.filter(({ regex }) => !long.some((one) => one.regex === regex));
      return [...long, ...(await read({ job: "", definitions: rest, texts: [] })).switchedOff];
    },
    close: async () => {
      closed = true;
      await Promise.all([common.end(), apart.end()]);
    },
  };
}

function definitionAt({ definitions }: Slice, index: number) {
  const definition = definitions[index];
  if (definition === undefined) throw new RangeError(`there is no definition ${index}`);
  return definition;
}
