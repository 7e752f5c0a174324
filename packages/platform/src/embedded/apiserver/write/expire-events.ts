import { defined, isSlipwayError, type Key, type Resource } from "@slipway/model";
import type { Storage } from "#embedded/storage/storage.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";

const EVENTS = "events";
const KEPT_MS = 3_600_000;
const EVERY_MS = 300_000;
const BATCH = 200;

/** Deletes events an hour after they last happened, as real servers do; ends with the storage. */
export function expireEvents(parts: {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
}): void {
  const round = async (): Promise<void> => {
    try {
      await sweep(parts.storage, parts.clock.now().getTime() - KEPT_MS);
    } catch (error) {
      if (isSlipwayError(error, "SLIP-STORE-006")) return;
      parts.log.warn("old events could not be deleted; trying again later", { error: String(error) });
    }
    parts.clock.after(EVERY_MS, () => void round());
  };
  parts.clock.after(EVERY_MS, () => void round());
}

async function sweep(storage: Storage, before: number): Promise<void> {
  let after: Key | undefined;
  for (;;) {
    const slice = storage.slice(EVENTS, { limit: BATCH, ...defined({ after }) });
    const old = slice.keys.filter((_, position) => isOlder(slice.items[position], before));
    if (old.length > 0) await removeAll(storage, old, before);
    if (!slice.more) return;
    after = slice.keys.at(-1);
  }
}

/** Looks again: an event may have happened once more meanwhile. */
function removeAll(storage: Storage, keys: readonly Key[], before: number): Promise<void> {
  return storage.transact((tx) => {
    for (const key of keys) {
      const event = tx.get(EVENTS, key);
      if (event !== undefined && isOlder(event, before)) tx.remove(EVENTS, key, event);
    }
  });
}

function isOlder(event: Resource | undefined, before: number): boolean {
  if (event === undefined) return false;
  const { lastTimestamp, eventTime, series } = event as Resource & {
    readonly lastTimestamp?: string;
    readonly eventTime?: string;
    readonly series?: { readonly lastObservedTime?: string };
  };
  const times = [series?.lastObservedTime, lastTimestamp, eventTime, event.metadata.creationTimestamp];
  const last = Math.max(...times.map((time) => Date.parse(time ?? "")).filter((time) => !Number.isNaN(time)));
  return last < before;
}
