import { defined, isExpired, type Kind, keyOf, type Resource, SlipwayError } from "@slipway/model";
import { isPassing } from "@slipway/model/kubernetes/is-passing.ts";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import type { WatchEvent } from "@slipway/model/kubernetes/watch-events.ts";
import { watchFrom } from "@slipway/model/kubernetes/watch-from.ts";
import { lines } from "../http/lines.ts";
import { growingPause, pause } from "../http/pause.ts";
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
  const known = new Map<string, R>();
  /** Lists in a row after which nothing came. */
  let tries = 0;
  let isListed = false;
  while (!options.signal.aborted) {
    try {
      const { items, resourceVersion } = await server.objects.list(kind, options, options.signal);
      isListed = true;
      yield* sinceLast(known, items);
      yield { type: "synced" };
      for await (const change of followed(server.transport, kind, {
        ...options,
        known,
        from: resourceVersion,
      })) {
        tries = 0;
        yield change;
      }
    } catch (error) {
      if (options.signal.aborted) return;
      mend(error, { ...options, isListed });
    }
    await pause(growingPause(tries), options.signal);
    tries += 1;
  }
}

/** Throws what a new list cannot mend. */
function mend(error: unknown, { isListed, onTrouble }: WatchOptions & { readonly isListed: boolean }): void {
  if (isExpired(error)) return;
  if (!isListed || !isPassing(error)) throw error;
  onTrouble?.(error);
}

async function* followed<R extends Resource>(
  transport: Transport,
  kind: Kind<R>,
  options: WatchOptions & { readonly known: Map<string, R>; readonly from: string },
): AsyncGenerator<ObjectChange<R>> {
  const { signal, onTrouble, known, from } = options;
  const events = watchFrom<R>({
    from,
    broken: (words, cause) => new SlipwayError("SLIP-CLIENT-010", words, { cause }),
    request: (query, limitMs) => linesOf(transport, kind, { ...options, query, limitMs }),
    pause: (ms) => pause(ms, signal),
    isStopped: () => signal.aborted,
    ...defined({ trouble: onTrouble }),
  });
  for await (const event of events) {
    const change = changeOf(known, event);
    if (change !== undefined) yield change;
  }
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
  if (type === "BOOKMARK") return undefined;
  const key = keyOf(object);
  if (type === "DELETED") {
    known.delete(key);
    return { type: "deleted", object };
  }
  const seen = known.has(key);
  known.set(key, object);
  return { type: seen ? "modified" : "added", object };
}

async function* linesOf<R extends Resource>(
  transport: Transport,
  kind: Kind<R>,
  options: WatchOptions & { readonly query: Readonly<Record<string, string>>; readonly limitMs: number },
): AsyncGenerator<string> {
  const { namespace, labelSelector, fieldSelector, query } = options;
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), options.limitMs);
  try {
    const response = await transport.open({
      path: pathOf(kind, { namespace }),
      query: { ...query, labelSelector, fieldSelector },
      signal: AbortSignal.any([options.signal, silent.signal]),
    });
    if (response.body !== null) yield* lines(response.body);
  } catch (error) {
    if (options.signal.aborted || error instanceof SlipwayError) throw error;
    const words = silent.signal.aborted ? "nothing came over it any more" : String(error);
    throw new SlipwayError("SLIP-CLIENT-010", `the watch of ${kind.plural} broke off: ${words}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}
