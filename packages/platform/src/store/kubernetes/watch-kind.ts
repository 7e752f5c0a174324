import { isExpired, isSlipwayError, type Kind, type Resource, type Revision } from "@slipway/model";
import { backOff, spread } from "#lib/back-off.ts";
import type { Clock } from "#lib/clock.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import type { Log } from "#lib/log.ts";
import { pause } from "../pause.ts";
import type { Change, Selector } from "../store.ts";
import { type WatchEvent, watchEvents } from "./watch-events.ts";

export interface WatchKindOptions<R extends Resource> {
  readonly client: KubernetesClient;
  readonly kind: Kind<R>;
  readonly from: Revision;
  readonly where?: Selector | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The server ends each request after so many seconds, with a bookmark shortly before; one that stays longer has lost its
 * connection without a word. Both together, and the time to open the next one, stay below 30 s.
 */
const SERVER_ENDS_AFTER_S = { least: 12, most: 16 } as const;
const PATIENCE_MS = 4_000;
const BACK_OFF = { baseMs: 200, capMs: 15_000 } as const;

const TYPES = { ADDED: "added", MODIFIED: "modified", DELETED: "deleted" } as const;

/**
 * Every change after `from`, over as many requests as it takes: a request that ends, breaks off or falls silent is followed by
 * the next from the last revision seen, with growing pauses while the server cannot be reached. Throws Expired when the
 * server has forgotten that revision, and what no other try can mend.
 */
export async function* watchKind<R extends Resource>(
  options: WatchKindOptions<R>,
): AsyncGenerator<Change<R>> {
  const { signal } = options;
  let revision = options.from;
  let failures = 0;
  while (!signal.aborted) {
    try {
      for await (const event of oneRequest(options, revision)) {
        revision = event.object.metadata.resourceVersion ?? revision;
        failures = 0;
        yield changeOf(event, revision);
      }
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      await mend(options, error, failures);
    }
  }
}

/** Waits for what may pass; throws what will not. */
async function mend<R extends Resource>(
  { clock, signal, kind, log }: WatchKindOptions<R>,
  error: unknown,
  failures: number,
): Promise<void> {
  if (isExpired(error) || !mayPass(error)) throw error;
  if (failures === 2)
    log.warn("a watch is broken off again and again", { kind: kind.kind, error: String(error) });
  await pause({ clock, signal }, spread(backOff(failures - 1, BACK_OFF)));
}

async function* oneRequest<R extends Resource>(
  options: WatchKindOptions<R>,
  resourceVersion: Revision,
): AsyncGenerator<WatchEvent<R>> {
  const { least, most } = SERVER_ENDS_AFTER_S;
  const seconds = Math.round(least + Math.random() * (most - least));
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), seconds * 1_000 + PATIENCE_MS);
  try {
    yield* watchEvents({
      ...options,
      query: { resourceVersion, timeoutSeconds: String(seconds) },
      signal: AbortSignal.any([options.signal, silent.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}

function changeOf<R extends Resource>({ type, object }: WatchEvent<R>, revision: Revision): Change<R> {
  return type === "BOOKMARK" ? { type: "bookmark", revision } : { type: TYPES[type], object, revision };
}

/** Trouble on the way or in the server, which time may mend. */
function mayPass(error: unknown): boolean {
  if (!isSlipwayError(error)) return false;
  return error.code === "SLIP-CLIENT-006" || error.code === "SLIP-STORE-007" || error.entry.http >= 500;
}
