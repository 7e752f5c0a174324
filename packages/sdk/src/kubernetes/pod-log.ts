import { isNotFound, isSlipwayError, SlipwayError } from "@slipway/model";
import { isPassing } from "@slipway/model/kubernetes/is-passing.ts";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import type { FetchResponse } from "../http/fetch.ts";
import { lines } from "../http/lines.ts";
import { growingPause, pause } from "../http/pause.ts";
import { type FollowedPod, followedPod, podPath } from "./followed-pod.ts";
import { openKeptLog } from "./kept-log.ts";
import { LogPlace } from "./log-place.ts";
import type { Transport } from "./transport.ts";

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

/** Tries at a server that fails before the log is looked for where it outlives pods and nodes. */
const TRIES_AT_THE_NODE = 3;

/** The longest time between two looks at a container that has not begun, or whose log ended before it did. */
const LOOK_AGAIN_MS = 1_000;

/** Who is asked for the log: the pod's node, or, once that cannot give it, whoever keeps the logs of pods that are gone. */
type Source = "node" | "kept";

/**
 * A pod's log; followed, until it ends, over lost connections and through the time before its container starts. When the pod
 * goes, the rest of its log comes from where it is kept, with no line lost and none twice.
 */
export async function* podLog(transport: Transport, options: PodLogOptions): AsyncGenerator<PodLogLine> {
  let reading: Reading | undefined = begun(options, await lookAt(transport, options));
  let tries = 0;
  while (reading !== undefined) {
    const now: Reading = reading;
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const line of part(transport, options, now)) {
        tries = 0;
        now.place.saw(line);
        yield line;
      }
    } catch (error) {
      failure = { error };
    }
    if (isStopped(options)) return;
    reading = await readingAfter(transport, options, { reading: now, failure, tries });
    const pauseMs = reading === undefined ? 0 : pauseBefore(reading, { after: now, failure, tries });
    tries += 1;
    await pause(pauseMs, options.signal);
    if (isStopped(options)) return;
  }
}

const isStopped = ({ signal }: PodLogOptions): boolean => signal?.aborted === true;

interface Read {
  readonly reading: Reading;
  /** Absent where the reading ended in good order. */
  readonly failure: { readonly error: unknown } | undefined;
  readonly tries: number;
}

function readingAfter(
  transport: Transport,
  options: PodLogOptions,
  { reading, failure, tries }: Read,
): Promise<Reading | undefined> {
  return failure === undefined
    ? afterTheEnd(transport, options, reading)
    : afterFailure(transport, options, { reading, error: failure.error, tries });
}

/** Another source is asked at once, the same one after a while. */
function pauseBefore(
  next: Reading,
  { after, failure, tries }: Omit<Read, "reading"> & { readonly after: Reading },
): number {
  if (failure === undefined) return next === after ? Math.min(growingPause(tries), LOOK_AGAIN_MS) : 0;
  if (tries === 0 && next.source !== "node") return 0;
  return Math.min(
    growingPause(tries + 1),
    isNotStarted(failure.error) ? LOOK_AGAIN_MS : Number.POSITIVE_INFINITY,
  );
}

interface Reading {
  readonly source: Source;
  readonly place: LogPlace;
  /** The pod's, as far as known. */
  readonly uid?: string | undefined;
  /** The node gave all it had: what is kept may go on, and need not be there. */
  readonly ended: boolean;
  /** Why the node is asked no more; told where nobody else has the log either. */
  readonly failure?: unknown;
}

function begun(options: PodLogOptions, pod: FollowedPod): Reading {
  const whole = options.tailLines === undefined && options.sinceSeconds === undefined;
  return {
    source: "node",
    place: new LogPlace({ whole }),
    uid: pod.is === "there" ? pod.uid : undefined,
    ended: false,
  };
}

/**
 * A followed log ends with its container, or with its pod: then what its node could not give any more is still to come, and
 * after it perhaps another pod of the name. A server also ends a log in good order where the pod has no node yet, or where it
 * shuts down itself: the same reading goes on then, after its last line.
 */
async function afterTheEnd(
  transport: Transport,
  options: PodLogOptions,
  reading: Reading,
): Promise<Reading | undefined> {
  const pod = await lookAt(transport, options);
  if (pod.is === "unknown") return pod.passing ? reading : undefined;
  const another = pod.is === "there" && reading.uid !== undefined && pod.uid !== reading.uid;
  if (reading.source === "kept") return another ? begun(options, pod) : undefined;
  if (another || pod.is === "gone") return { ...reading, source: "kept", ended: true };
  return pod.goesOn ? reading : undefined;
}

/** The pod of a log that is followed; of another nothing needs to be known. */
async function lookAt(transport: Transport, options: PodLogOptions): Promise<FollowedPod> {
  return options.follow === true ? followedPod(transport, options) : { is: "unknown", passing: false };
}

interface Failed {
  readonly reading: Reading;
  readonly error: unknown;
  readonly tries: number;
}

/** Who is asked after a failure; throws it where nobody is. */
async function afterFailure(
  transport: Transport,
  options: PodLogOptions,
  { reading, error, tries }: Failed,
): Promise<Reading | undefined> {
  const follow = options.follow === true;
  if (reading.source === "kept") {
    if (follow && (isPassing(error) || isPassing(reading.failure))) return { ...reading, source: "node" };
    if (reading.ended) return afterTheEnd(transport, options, reading);
    throw explained(reading.failure ?? error, error);
  }
  if (follow && isNotStarted(error)) return whileNotStarted(transport, options, reading);
  const nodeFailed = isPassing(error) || isNodesWord((error as Error).message);
  if (follow && nodeFailed && tries < TRIES_AT_THE_NODE) return reading;
  if (isNotFound(error) || nodeFailed) return { ...reading, source: "kept", failure: error };
  throw error;
}

/**
 * The first failure, with the reason why what is kept may not be read: that is no secret, and can be mended. Who finds fault with
 * the question has the log.
 */
function explained(failure: unknown, kept: unknown): unknown {
  if (isSlipwayError(kept, "SLIP-API-008") || isSlipwayError(kept, "SLIP-API-004")) return kept;
  if (!(failure instanceof SlipwayError) || !isNotFound(failure) || !isSlipwayError(kept, "SLIP-API-006"))
    return failure;
  return new SlipwayError(failure.code, `${failure.message}, and its log may not be read: ${kept.message}`, {
    details: failure.details,
    cause: kept,
  });
}

/** Waited for, unless the container never starts: its pod is over, as where its data could not be fetched. */
async function whileNotStarted(
  transport: Transport,
  options: PodLogOptions,
  reading: Reading,
): Promise<Reading | undefined> {
  const pod = await lookAt(transport, options);
  return pod.is === "there" && !pod.goesOn ? undefined : reading;
}

/** The API server's word for a container that has no log yet. */
export function isNotStarted(error: unknown): boolean {
  return isSlipwayError(error, "SLIP-API-008") && /waiting to start|not (yet )?start/i.test(error.message);
}

/** What a kubelet says, as an answer or in the middle of one, when it has lost a log: none of it is the program's. */
const NODES_WORDS =
  /^(unable to retrieve container logs for |failed to (try resolving symlinks in path|open log file|create fsnotify watcher|watch (file|directory)) |rpc error: code = )/;

const isNodesWord = (text: string): boolean => NODES_WORDS.test(text);

async function* part(
  transport: Transport,
  options: PodLogOptions,
  { source, place, uid }: Reading,
): AsyncGenerator<PodLogLine> {
  const after = place.resume(source === "kept" ? "pieces" : "lines");
  const response = await open(transport, options, { source, uid, sinceTime: after?.sinceTime });
  if (response.body === null) return;
  try {
    for await (const text of lines(response.body)) {
      const line = { pod: options.pod, ...timed(text) };
      if (line.time === "" && source === "node" && isNodesWord(text))
        throw new SlipwayError("SLIP-API-008", text);
      if (after?.isNew(line) !== false) yield line;
    }
  } catch (error) {
    if (error instanceof SlipwayError) throw error;
    throw new SlipwayError("SLIP-CLIENT-010", `the log of ${options.pod} broke off: ${String(error)}`, {
      cause: error,
    });
  }
}

function open(
  transport: Transport,
  options: PodLogOptions,
  from: {
    readonly source: Source;
    readonly uid: string | undefined;
    readonly sinceTime: string | undefined;
  },
): Promise<FetchResponse> {
  const { namespace, pod, signal } = options;
  const query = {
    container: options.container,
    follow: options.follow === true ? true : undefined,
    timestamps: true,
    ...(from.sinceTime === undefined
      ? { tailLines: options.tailLines, sinceSeconds: options.sinceSeconds }
      : { sinceTime: from.sinceTime }),
  };
  if (from.source === "kept")
    return openKeptLog(transport, { namespace, pod }, { query: { ...query, uid: from.uid }, signal });
  const path = pathOf(podPath, { namespace, name: pod, subresource: "log" });
  return transport.open({ path, accept: "*/*", query, signal });
}

const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)) ?(.*)$/s;

function timed(line: string): { readonly time: string; readonly text: string } {
  const [, time = "", text = line] = TIMED.exec(line) ?? [];
  return { time, text };
}
