import type { Ledger } from "#ledger/ledger.ts";
import type { Log } from "#lib/log.ts";
import type { Closers } from "./closers.ts";

/** Retention of logs and metrics: whichever bound is reached first. */
const RETENTION = { maxAgeMs: 30 * 86_400_000, maxBytes: 2 * 1024 ** 3 } as const;
const RETAIN_EVERY_MS = 10 * 60_000;

/** Drops what retention allows, little and often. */
export function keepWithin(
  { ledger, log }: { readonly ledger: Ledger; readonly log: Log },
  closers: Closers,
): void {
  const timer = setInterval(() => {
    ledger
      .retain(RETENTION)
      .catch((error: unknown) => log.error("retention failed", { error: String(error) }));
  }, RETAIN_EVERY_MS);
  timer.unref();
  closers.add(() => clearInterval(timer));
}
