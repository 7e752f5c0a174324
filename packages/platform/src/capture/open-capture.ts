import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Tap } from "#router/tap/tap.ts";
import { CaptureLosses } from "./capture-losses.ts";
import { CaptureTap } from "./capture-tap.ts";
import { Spool } from "./spool.ts";
import type { SpoolLimits } from "./spool-limits.ts";

export interface Capture {
  readonly tap: Tap;
  /** Resolves once all that was taken is in sealed files. */
  close(): Promise<void>;
}

/** Data capture of a router: its records lie in files of the folder then, for CaptureShipping to hand on. */
export function openCapture(options: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random?: () => number;
  readonly limits?: Partial<SpoolLimits>;
}): Capture {
  const { folder, clock, log, random = Math.random, limits = {} } = options;
  const losses = new CaptureLosses({ clock, log });
  const spool = new Spool({
    folder,
    clock,
    limits,
    lost: (of, records, error) => losses.add(of, { why: "disk", records, error }),
  });
  return {
    tap: new CaptureTap({ spool, losses, random }),
    close: async () => {
      await spool.close();
      losses.tell();
    },
  };
}
