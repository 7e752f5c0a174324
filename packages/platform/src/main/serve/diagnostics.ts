import { monitorEventLoopDelay } from "node:perf_hooks";

/** How the server's process does; delays in milliseconds since the last time somebody asked. */
export interface Diagnostics {
  readonly rssBytes: number;
  readonly cpuSeconds: number;
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** The histogram counts how much later than asked a timer of this many milliseconds comes. */
const RESOLUTION_MS = 5;

/** Starts to watch the event loop; each reading starts the next period. */
export function watchProcess(): { read(): Diagnostics; close(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    read: () => {
      const { user, system } = process.cpuUsage();
      const reading = {
        rssBytes: process.memoryUsage.rss(),
        cpuSeconds: (user + system) / 1e6,
        eventLoopDelayMs: {
          p50: delay(histogram.percentile(50)),
          p99: delay(histogram.percentile(99)),
          max: delay(histogram.max),
        },
      };
      histogram.reset();
      return reading;
    },
    close: () => histogram.disable(),
  };
}
