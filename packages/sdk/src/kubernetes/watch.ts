import { isSlipwayError, type Kind, keyOf, type Resource, SlipwayError } from "@slipway/model";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import { statusError } from "@slipway/model/kubernetes/status-error.ts";
import { lines } from "../http/lines.ts";
import { backOff, pause } from "../http/pause.ts";
import type { ListWhere, Objects } from "./objects.ts";
import type { Transport } from "./transport.ts";

/** `synced` follows the objects that were there at first, and each time the connection had to begin anew. */
export type ObjectChange<R extends Resource> =
  | { readonly type: "added" | "modified" | "deleted"; readonly object: R }
  | { readonly type: "synced" };

export interface WatchOptions extends ListWhere {
  readonly signal: AbortSignal;
  /** Told of what broke the connection; the watch goes on by itself. */
  readonly onTrouble?: (error: SlipwayError) => void;
}

interface WatchEvent<R> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: R;
}

/** The server ends each watch after so long; one that stays longer has lost its connection without a word. */
const SERVER_ENDS_AFTER_S = 45;
const SILENT_AFTER_MS = 60_000;
/** A connection that lasted so long was sound, even if it brought nothing. */
const LASTING_MS = 1000;

/**
 * The objects there are and then every change, until `signal` aborts. Lost connections are begun anew, from where
 * they broke off or, where the server forgot that, from a new list; what was deleted meanwhile is told then.
 * Throws what waiting cannot mend, and whatever goes wrong before the first list.
 */
export async function* watchObjects<R extends Resource>(
  server: { readonly objects: Objects; readonly transport: Transport },
  kind: Kind<R>,
  options: WatchOptions,
): AsyncGenerator<ObjectChange<R>> {
  const progress: Progress<R> = { known: new Map(), listed: false, revision: undefined, tries: 0 };
  while (!options.signal.aborted) {
    try {
      if (progress.revision === undefined) yield* listed(server.objects, kind, options, progress);
      yield* followed(server.transport, kind, options, progress);
    } catch (error) {
      if (options.signal.aborted) return;
      mend(progress, error, options);
    }
    await pause(progress.tries === 0 ? 0 : backOff(progress.tries), options.signal);
    progress.tries += 1;
  }
}

interface Progress<R extends Resource> {
  readonly known: Map<string, R>;
  listed: boolean;
  /** Where to go on; undefined when only a new list can tell. */
  revision: string | undefined;
  /** Connections in a row that brought nothing: a server must not be asked in a circle. */
  tries: number;
}

async function* listed<R extends Resource>(
  objects: Objects,
  kind: Kind<R>,
  options: WatchOptions,
  progress: Progress<R>,
): AsyncGenerator<ObjectChange<R>> {
  const list = await objects.list(kind, options, options.signal);
  progress.listed = true;
  yield* sinceLast(progress.known, list.items);
  progress.revision = list.resourceVersion;
  yield { type: "synced" };
}

async function* followed<R extends Resource>(
  transport: Transport,
  kind: Kind<R>,
  options: WatchOptions,
  progress: Progress<R>,
): AsyncGenerator<ObjectChange<R>> {
  const revision = progress.revision ?? "";
  const began = performance.now();
  for await (const event of events<R>(transport, kind, { ...options, revision })) {
    progress.tries = 0;
    progress.revision = event.object.metadata.resourceVersion ?? progress.revision;
    const change = changeOf(progress.known, event);
    if (change !== undefined) yield change;
  }
  if (performance.now() - began > LASTING_MS) progress.tries = 0;
}

function mend<R extends Resource>(progress: Progress<R>, error: unknown, options: WatchOptions): void {
  if (isSlipwayError(error, "SLIP-API-007")) progress.revision = undefined;
  else if (!progress.listed || !isPassing(error)) throw error;
  else options.onTrouble?.(error);
  progress.tries = Math.max(progress.tries, 1);
}

/** Trouble on the way or in the server, which time may mend. */
export function isPassing(error: unknown): error is SlipwayError {
  if (!(error instanceof SlipwayError)) return false;
  return (
    ["SLIP-CLIENT-001", "SLIP-CLIENT-004", "SLIP-CLIENT-006"].includes(error.code) || error.entry.http >= 500
  );
}

function* sinceLast<R extends Resource>(
  known: Map<string, R>,
  items: readonly R[],
): Generator<ObjectChange<R>> {
  const present = new Set(items.map((item) => keyOf(item)));
  for (const [key, object] of known) {
    if (present.has(keyOf(object))) continue;
    known.delete(key);
    yield { type: "deleted", object };
  }
  for (const object of items) {
    const before = known.get(keyOf(object));
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
    known.set(keyOf(object), object);
    yield { type: before === undefined ? "added" : "modified", object };
  }
}

function changeOf<R extends Resource>(
  known: Map<string, R>,
  event: WatchEvent<R>,
): ObjectChange<R> | undefined {
  const { type, object } = event;
  if (type === "BOOKMARK" || type === "ERROR") return undefined;
  const key = keyOf(object);
  if (type === "DELETED") {
    known.delete(key);
    return { type: "deleted", object };
  }
  const seen = known.has(key);
  known.set(key, object);
  return { type: seen ? "modified" : "added", object };
}

async function* events<R extends Resource>(
  transport: Transport,
  kind: Kind<R>,
  options: WatchOptions & { readonly revision: string },
): AsyncGenerator<WatchEvent<R>> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), SILENT_AFTER_MS);
  try {
    const response = await transport.open({
      path: pathOf(kind, { namespace: options.namespace }),
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: options.revision,
        timeoutSeconds: SERVER_ENDS_AFTER_S,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
      },
      signal: AbortSignal.any([options.signal, silent.signal]),
    });
    if (response.body === null) return;
    for await (const line of lines(response.body)) {
      const event = parse<R>(line);
      if (event.type === "ERROR") {
        throw statusError({ http: 500, slipwayCode: null, body: JSON.stringify(event.object) });
      }
      yield event;
    }
  } catch (error) {
    if (options.signal.aborted || error instanceof SlipwayError) throw error;
    const words = silent.signal.aborted ? "nothing came over it any more" : String(error);
    throw new SlipwayError("SLIP-CLIENT-001", `the watch of ${kind.plural} broke off: ${words}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

function parse<R>(line: string): WatchEvent<R> {
  try {
    return JSON.parse(line) as WatchEvent<R>;
  } catch (error) {
    // A connection that ends in the middle of an event looks like this.
    throw new SlipwayError("SLIP-CLIENT-001", "the watch broke off within an event", { cause: error });
  }
}
