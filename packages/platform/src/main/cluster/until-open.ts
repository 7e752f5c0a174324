import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Closers } from "../common/closers.ts";

const AGAIN_MS = 15_000;

/** Calls `open` until it succeeds, or the part ends: for what a part does its work without. */
export function untilOpen(
  { clock, log, closers }: { readonly clock: Clock; readonly log: Log; readonly closers: Closers },
  open: () => Promise<void>,
): void {
  let cancel = (): void => {};
  let ended = false;
  const attempt = (): void => {
    open().catch((error: unknown) => {
      log.warn("the database cannot be reached; it is tried again", { error: String(error) });
      if (!ended) cancel = clock.after(AGAIN_MS, attempt);
    });
  };
  closers.add(() => {
    ended = true;
    cancel();
  });
  attempt();
}
