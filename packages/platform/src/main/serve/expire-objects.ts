import { expireObjects } from "#artifacts/expiry/expire-objects.ts";
import type { ObjectStore } from "#artifacts/object-store.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Closers } from "../common/closers.ts";

const EVERY_MS = 60 * 60_000;
/** Days are counted: nobody waits for the first look, and a start has other things to do. */
const FIRST_MS = 60_000;
const MOST = { removals: 10_000 } as const;

/** Lets objects go that the lifecycle rules of their buckets say are due: a look an hour, of so many removals at most. */
export function expireByRules(
  { artifacts, clock, log }: { readonly artifacts: ObjectStore; readonly clock: Clock; readonly log: Log },
  closers: Closers,
): void {
  const stopped = new AbortController();
  const how = { signal: stopped.signal, limits: MOST };
  let stoppedAt: string | undefined;
  const look = async (): Promise<void> => {
    try {
      const done = await expireObjects(artifacts, { ...how, now: clock.now(), stoppedAt });
      ({ stoppedAt } = done);
      const objects = done.removed;
      if (objects > 0) log.info("objects expired by the lifecycle rules of their buckets", { objects });
    } catch (error) {
      log.error("expiry of objects failed", { error: String(error) });
    }
    if (!stopped.signal.aborted) plan(EVERY_MS);
  };
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => {};
  const plan = (ms: number): void => {
    cancel = clock.after(ms, () => {
      running = look();
    });
  };
  plan(FIRST_MS);
  closers.add(async () => {
    stopped.abort();
    cancel();
    await running;
  });
}
