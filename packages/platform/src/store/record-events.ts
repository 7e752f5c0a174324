import {
  childName,
  defined,
  fnv1a,
  isAlreadyExists,
  isConflict,
  isNotFound,
  type Key,
  keyOf,
  type Resource,
  rfc3339,
} from "@slipway/model";
import { type Event, eventKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Store } from "./store.ts";

export interface RecordedEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
}

/**
 * Writes core/v1 Events through the store. The same event about the same object again raises `count` on the first one,
 * as client-go's recorder does. Losing an event is acceptable; failing or blocking the caller is not. A new event costs one
 * request, as most are new.
 */
export function recordEvents(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly component: string;
}) {
  let tail: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    record(about: Resource, event: RecordedEvent): void {
      if (waiting >= 1_000) return;
      waiting++;
      tail = tail
        .then(() => write(options, about, event))
        .catch((error: unknown) =>
          options.log.debug("event lost", { about: keyOf(about), error: String(error) }),
        )
        .finally(() => {
          waiting--;
        });
    },
  };
}

async function write(
  options: { readonly store: Store; readonly clock: Clock; readonly component: string },
  about: Resource,
  event: RecordedEvent,
): Promise<void> {
  const namespace = about.metadata.namespace ?? "default";
  const name = childName(
    about.metadata.name,
    fnv1a(`${about.metadata.uid} ${event.type} ${event.reason} ${event.message}`),
  );
  const now = rfc3339(options.clock.now());
  const { component } = options;
  try {
    await options.store.create(eventKind, fresh({ about, event, namespace, name, now, component }));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    await repeat(options.store, `${namespace}/${name}`, now);
  }
}

/** Whoever counted it at the same moment has told it as well. */
async function repeat(store: Store, key: Key, now: string): Promise<void> {
  const previous = await store.get(eventKind, key);
  if (previous === undefined) return;
  try {
    const counted = { ...previous, count: previous.count + 1, lastTimestamp: now };
    await store.replace(eventKind, counted, "object");
  } catch (error) {
    if (!isConflict(error) && !isNotFound(error)) throw error;
  }
}

function fresh(parts: {
  readonly about: Resource;
  readonly event: RecordedEvent;
  readonly namespace: string;
  readonly name: string;
  readonly now: string;
  readonly component: string;
}): Event {
  const { about, event, namespace, name, now } = parts;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      namespace,
      name: about.metadata.name,
      ...defined({ uid: about.metadata.uid }),
    },
    ...event,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component: parts.component },
  };
}
