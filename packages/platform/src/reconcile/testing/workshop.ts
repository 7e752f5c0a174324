import type { Key, Resource } from "@slipway/model";
import { silentLog } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import type { Store } from "#store/store.ts";
import { createClusterStore } from "#store/testing/cluster-store.ts";
import { listedCache } from "#store/testing/listed-cache.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { type Write, watchedStore } from "#store/testing/watched-store.ts";
import type { PassTools } from "../pass-tools.ts";
import type { EventRecorder } from "../reconciler.ts";
import { BOATYARD, type Boat, boatKind } from "./boat.ts";

type Event = { readonly about: string } & Parameters<EventRecorder["record"]>[1];

/** What a controller meets, in memory: the real store, a clock that stands, and notes of all that was written and told. */
export interface Workshop extends PassTools {
  readonly clock: ManualClock;
  /** Every write through `store`, in order. */
  readonly writes: Write[];
  readonly recorded: Event[];
  /** The same objects, for the test's own hands: not noted, never failing. */
  readonly hands: Store;
  /** Called before each write through `store`; what it throws the writer gets. */
  onWrite: (write: Write) => void | Promise<void>;
  readonly stop: AbortController;
  close(): Promise<void>;
}

export async function openWorkshop(
  options: Partial<Parameters<typeof createMemoryStore>[0]> & { readonly clock?: ManualClock } = {},
): Promise<Workshop> {
  const clock = options.clock ?? new ManualClock();
  const { store: hands, close } = await openStore({ definitions: BOATYARD, ...options, clock });
  const stop = new AbortController();
  const writes: Write[] = [];
  const recorded: Event[] = [];
  const cache = listedCache(hands);
  const workshop: Workshop = {
    clock,
    hands,
    cache,
    writes,
    recorded: recorded,
    onWrite: () => {},
    store: watchedStore(hands, (write) => {
      writes.push(write);
      return workshop.onWrite(write);
    }),
    log: silentLog,
    events: {
      record: (about: Resource, event) => {
        recorded.push({ about: about.metadata.name, ...event });
      },
    },
    signal: stop.signal,
    stop,
    close: async () => {
      stop.abort();
      await cache.close();
      await close();
    },
  };
  return workshop;
}

/** In memory, or on a real API server where the test run has one. What needs a server's history to be forgotten is in memory. */
function openStore(
  options: Parameters<typeof createMemoryStore>[0],
): Promise<{ readonly store: Store; close(): Promise<void> }> {
  const kubeconfig = process.env["SLIPWAY_TEST_KUBECONFIG"];
  if (kubeconfig === undefined || options.retain !== undefined) return createMemoryStore(options);
  return createClusterStore({ ...options, kubeconfig });
}

export async function boatAt(store: Store, key: Key): Promise<Boat> {
  const found = await store.get(boatKind, key);
  if (found === undefined) throw new Error(`there is no boat ${key}`);
  return found;
}
