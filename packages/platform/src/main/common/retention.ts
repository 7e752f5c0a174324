import type { Ledger } from "#ledger/ledger.ts";
import type { Log } from "#lib/log.ts";
import { recordsInUse } from "#runs/records-in-use.ts";
import type { Cache } from "#store/cache.ts";
import type { Closers } from "./closers.ts";

/** Retention of logs and metrics: whichever bound is reached first. */
const RETENTION = { maxAgeMs: 30 * 86_400_000, maxBytes: 2 * 1024 ** 3 } as const;
const RETAIN_EVERY_MS = 10 * 60_000;

interface Parts {
  readonly ledger: Ledger;
  readonly cache: Cache;
  readonly log: Log;
}

/** Drops what retention allows, little and often, and one sweep after the other. */
export function keepWithin({ log, ...parts }: Parts, closers: Closers): void {
  let isSweeping = false;
  const sweep = async (): Promise<void> => {
    if (isSweeping) return;
    isSweeping = true;
    try {
      await retain(parts);
    } catch (error) {
      log.error("retention failed", { error: String(error) });
    } finally {
      isSweeping = false;
    }
  };
  const timer = setInterval(() => void sweep(), RETAIN_EVERY_MS);
  timer.unref();
  closers.add(() => clearInterval(timer));
}

async function retain({ ledger, cache }: Omit<Parts, "log">): Promise<void> {
  const then = new Date(Date.now() - RETENTION.maxAgeMs);
  await ledger.retain({ ...RETENTION, keeps: await recordsInUse(cache, then) });
}
