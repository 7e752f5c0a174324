import { isSlipwayError, type Kind, type Resource, SlipwayError } from "@slipway/model";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import { lines } from "../http/lines.ts";
import { backOff, pause } from "../http/pause.ts";
import type { Transport } from "./transport.ts";
import { isPassing } from "./watch.ts";

export interface PodLogOptions {
  readonly namespace: string;
  readonly pod: string;
  /** The server's choice when absent, which it refuses to make where a pod has several. */
  readonly container?: string | undefined;
  readonly follow?: boolean | undefined;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PodLogLine {
  readonly pod: string;
  /** RFC 3339, as exactly as the server knows. */
  readonly time: string;
  readonly text: string;
}

/** Where a broken connection is taken up again: the last line's time, and how many lines had it. */
interface Place {
  readonly time: string;
  readonly lines: number;
}

const podPath: Pick<Kind<Resource>, "group" | "version" | "plural" | "namespaced"> = {
  group: "",
  version: "v1",
  plural: "pods",
  namespaced: true,
};

/** A pod's log; followed, until it ends, over lost connections and through the time before its container starts. */
export async function* podLog(transport: Transport, options: PodLogOptions): AsyncGenerator<PodLogLine> {
  let place: Place | undefined;
  for (let tries = 0; ; ) {
    try {
      for await (const line of part(transport, options, place)) {
        tries = 0;
        place = { time: line.time, lines: line.time === place?.time ? place.lines + 1 : 1 };
        yield line;
      }
      return;
    } catch (error) {
      if (options.signal?.aborted === true) return;
      if (!mayGoOn(options, error)) throw error;
      await pause(backOff(tries++), options.signal);
    }
  }
}

function mayGoOn(options: PodLogOptions, error: unknown): boolean {
  return options.follow === true && (isPassing(error) || isNotStarted(error));
}

/** The API server's word for a container that has no log yet. */
function isNotStarted(error: unknown): boolean {
  return isSlipwayError(error, "SLIP-API-008") && /waiting to start|not (yet )?start/i.test(error.message);
}

async function* part(
  transport: Transport,
  options: PodLogOptions,
  after: Place | undefined,
): AsyncGenerator<PodLogLine> {
  const response = await transport.open({
    path: pathOf(podPath, { namespace: options.namespace, name: options.pod, subresource: "log" }),
    accept: "*/*",
    query: {
      container: options.container,
      follow: options.follow === true ? true : undefined,
      timestamps: true,
      ...(after === undefined
        ? { tailLines: options.tailLines, sinceSeconds: options.sinceSeconds }
        : { sinceTime: `${after.time.slice(0, 19)}Z` }),
    },
    signal: options.signal,
  });
  if (response.body === null) return;
  let again = after?.lines ?? 0;
  try {
    for await (const text of lines(response.body)) {
      const line = { pod: options.pod, ...timed(text) };
      if (after !== undefined && line.time < after.time) continue;
      if (line.time === after?.time && again-- > 0) continue;
      yield line;
    }
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    throw new SlipwayError("SLIP-CLIENT-001", `the log of ${options.pod} broke off: ${String(error)}`, {
      cause: error,
    });
  }
}

const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

function timed(line: string): { readonly time: string; readonly text: string } {
  const [, time = "", text = line] = TIMED.exec(line) ?? [];
  return { time, text };
}
