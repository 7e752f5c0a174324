import { backOff, spread } from "../back-off.ts";
import { isExpired, type SlipwayError } from "../errors/slipway-error.ts";
import type { Resource, Revision } from "../resource.ts";
import { isPassing } from "./is-passing.ts";
import { type Broken, type WatchEvent, watchEvents } from "./watch-events.ts";

/** What a watch needs of the client that it goes over. */
export interface WatchParts {
  readonly from: Revision;
  readonly broken: Broken;
  /**
   * The lines of one request with this query, until the server ends it. After `limitMs` its connection has died without a
   * word: then it ends by a `broken` error.
   */
  request(query: Readonly<Record<string, string>>, limitMs: number): AsyncIterable<string>;
  /** Ends early when the watch is stopped. */
  pause(ms: number): Promise<void>;
  isStopped(): boolean;
  /** Told of what the watch goes on after, and how often in a row it came to that. */
  trouble?(error: SlipwayError, inARow: number): void;
}

/**
 * The server ends each request after so many seconds, with a bookmark shortly before; one that stays longer has lost its
 * connection without a word. Both together, and the time to open the next one, stay below 30 s. Chance keeps watches apart.
 */
const SERVER_ENDS_AFTER_S = { least: 12, most: 16 } as const;
const PATIENCE_MS = 4_000;
/** A request that lasted so long was sound, even if it brought nothing. */
const LASTING_MS = 1_000;
const BACK_OFF = { baseMs: 200, capMs: 15_000 } as const;

/**
 * Every event after `from`, over as many requests as it takes, until it is stopped: a request that ends, breaks off or falls
 * silent is followed by the next from the last revision seen, with growing pauses while the server cannot be reached or ends
 * each at once. Throws Expired when the server has forgotten that revision, and what no other try can mend.
 */
export async function* watchFrom<R extends Resource>(parts: WatchParts): AsyncGenerator<WatchEvent<R>> {
  let revision = parts.from;
  /** Requests in a row that brought nothing. */
  let idle = 0;
  while (!parts.isStopped()) {
    const began = Date.now();
    idle += 1;
    try {
      for await (const event of oneRequest<R>(parts, revision)) {
        revision = event.object.metadata.resourceVersion ?? revision;
        idle = 0;
        yield event;
      }
      if (Date.now() - began >= LASTING_MS) idle = 0;
    } catch (error) {
      idle = Math.max(idle, 1);
      mend(error, idle, parts);
    }
    if (idle > 0) await parts.pause(spread(backOff(idle - 1, BACK_OFF)));
  }
}

/** Throws what no other try can mend. */
function mend(error: unknown, inARow: number, { isStopped, trouble }: WatchParts): void {
  if (isStopped()) return;
  if (isExpired(error) || !isPassing(error)) throw error;
  trouble?.(error, inARow);
}

function oneRequest<R extends Resource>(
  { request, broken }: WatchParts,
  resourceVersion: Revision,
): AsyncGenerator<WatchEvent<R>> {
  const { least, most } = SERVER_ENDS_AFTER_S;
  const seconds = Math.round(least + Math.random() * (most - least));
  const query = {
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion,
    timeoutSeconds: String(seconds),
  };
  return watchEvents(request(query, seconds * 1_000 + PATIENCE_MS), broken);
}
