import { type Kind, type Resource, type Revision, SlipwayError } from "@slipway/model";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import { type WatchEvent, watchEvents } from "@slipway/model/kubernetes/watch-events.ts";
import { watchFrom } from "@slipway/model/kubernetes/watch-from.ts";
import type { Clock } from "#lib/clock.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import type { Log } from "#lib/log.ts";
import { lean } from "../lean.ts";
import { pause } from "../pause.ts";
import { labelSelectorOf, namespaceOf } from "../selection.ts";
import type { Change, Selector } from "../store.ts";

export interface WatchedKind<R extends Resource> {
  readonly client: KubernetesClient;
  readonly kind: Kind<R>;
  readonly where?: Selector | undefined;
  readonly signal: AbortSignal;
}

export interface WatchKindOptions<R extends Resource> extends WatchedKind<R> {
  readonly from: Revision;
  readonly clock: Clock;
  readonly log: Log;
}

const TYPES = { ADDED: "added", MODIFIED: "modified", DELETED: "deleted" } as const;

/** Every change after `from`, by the rules of `watchFrom`, until the signal aborts. */
export async function* watchKind<R extends Resource>(
  options: WatchKindOptions<R>,
): AsyncGenerator<Change<R>> {
  const { from, kind, signal, clock, log } = options;
  let revision = from;
  const events = watchFrom<R>({
    from,
    broken,
    request: (query, limitMs) => lines(options, query, limitMs),
    pause: (ms) => pause({ clock, signal }, ms),
    isStopped: () => signal.aborted,
    trouble: (error, inARow) => {
      if (inARow === 2)
        log.warn("a watch is broken off again and again", { kind: kind.kind, error: String(error) });
    },
  });
  for await (const { type, object } of events) {
    revision = object.metadata.resourceVersion ?? revision;
    if (type === "BOOKMARK") yield { type: "bookmark", revision };
    else yield { type: TYPES[type], object: lean(object), revision };
  }
}

/** The events of one request of a watch, until the server ends it. */
export function eventsOf<R extends Resource>(
  watched: WatchedKind<R>,
  query: Readonly<Record<string, string>>,
  limitMs: number,
): AsyncGenerator<WatchEvent<R>> {
  return watchEvents<R>(lines(watched, query, limitMs), broken);
}

const broken = (words: string, cause: unknown): SlipwayError =>
  new SlipwayError("SLIP-STORE-007", words, { cause });

async function* lines<R extends Resource>(
  { client, kind, where, signal }: WatchedKind<R>,
  query: Readonly<Record<string, string>>,
  limitMs: number,
): AsyncGenerator<string> {
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(), limitMs);
  try {
    yield* client.lines(pathOf(kind, namespaceOf(where)), {
      query: { ...labelSelectorOf(where), ...query },
      signal: AbortSignal.any([signal, silent.signal]),
    });
  } finally {
    clearTimeout(timer);
  }
}
