import { defined, type Kind, type Resource, type SlipwayError } from "@slipway/model";
import type { ObjectName, Objects } from "./objects.ts";
import type { Transport } from "./transport.ts";
import { watchObjects } from "./watch.ts";

export interface WaitOptions {
  /** How long to wait; absent means until the signal aborts. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onTrouble?: (error: SlipwayError) => void;
}

/** Whether it came to pass, and the object as last seen; undefined when it is not there. */
export interface Waited<R extends Resource> {
  readonly met: boolean;
  readonly object: R | undefined;
}

/** What a timer can wait, 24.8 days; it would end a longer wait at once. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Watches one object until `predicate` holds of it, or of `undefined` while it is not there. Survives lost
 * connections; a passed time limit or an aborted signal is an answer (`met: false`), not an error.
 */
export async function waitFor<R extends Resource>(
  server: { readonly objects: Objects; readonly transport: Transport },
  kind: Kind<R>,
  at: ObjectName,
  predicate: (object: R | undefined) => boolean,
  options: WaitOptions = {},
): Promise<Waited<R>> {
  const stop = new AbortController();
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => stop.abort(), Math.min(options.timeoutMs, LONGEST_MS));
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  let object: R | undefined;
  let seen = false;
  try {
    const changes = watchObjects(server, kind, {
      namespace: at.namespace,
      fieldSelector: `metadata.name=${at.name}`,
      signal,
      ...defined({ onTrouble: options.onTrouble }),
    });
    for await (const change of changes) {
      seen = true;
      if (change.type === "deleted") object = undefined;
      else if (change.type !== "synced") object = change.object;
      if (predicate(object)) return { met: true, object };
    }
    if (seen || options.signal?.aborted === true) return { met: false, object };
    // No time was given, or less than an answer takes: it is as one look tells.
    object = await server.objects.find(kind, at);
    return { met: predicate(object), object };
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
