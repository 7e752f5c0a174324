import { monitorEventLoopDelay } from "node:perf_hooks";

/** How the server's process does; delays in milliseconds since the last time somebody asked. */
export interface Diagnostics {
  readonly rssBytes: number;
  /** Of JavaScript's heap, with what nobody needs any more and is not collected yet. */
  readonly heapUsedBytes: number;
  readonly cpuSeconds: number;
  readonly eventLoopDelayMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /**
   * The most CPU that the main thread took without a timer coming in between: how long everybody waited for one piece of work,
   * whatever else the machine did. Counted only while somebody asks again and again.
   */
  readonly busiestTurnMs: number;
}

/** The histogram counts how much later than asked a timer of this many milliseconds comes. */
const RESOLUTION_MS = 5;

const TICK_MS = 10;
/** Nobody asks any more. */
const FORGET_MS = 60_000;

/** Starts to watch the event loop; each reading starts the next period. */
export function watchProcess(): { read(): Diagnostics; close(): void } {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const turns = new BusyTurns();
  const delay = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  return {
    read: () => {
      const { user, system } = process.cpuUsage();
      const reading = {
        rssBytes: process.memoryUsage.rss(),
        heapUsedBytes: process.memoryUsage().heapUsed,
        cpuSeconds: (user + system) / 1e6,
        eventLoopDelayMs: {
          p50: delay(histogram.percentile(50)),
          p99: delay(histogram.percentile(99)),
          max: delay(histogram.max),
        },
        busiestTurnMs: turns.read(),
      };
      histogram.reset();
      return reading;
    },
    close: () => {
      histogram.disable();
      turns.stop();
    },
  };
}

/** Measures how much CPU passes between two ticks of a timer, from the first reading on. */
class BusyTurns {
  #timer: NodeJS.Timeout | undefined;
  #last = 0;
  #most = 0;
  #readAt = 0;

  read(): number {
    const most = this.#most;
    this.#most = 0;
    this.#readAt = performance.now();
    if (this.#timer === undefined) {
      this.#last = cpuMs();
      this.#timer = setInterval(() => this.#tick(), TICK_MS).unref();
    }
    return most;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    const now = cpuMs();
    this.#most = Math.max(this.#most, now - this.#last);
    this.#last = now;
    if (performance.now() - this.#readAt > FORGET_MS) this.stop();
  }
}

/** Of this thread, where Node can tell (from 23.9 on), else of the process. */
function cpuMs(): number {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}
