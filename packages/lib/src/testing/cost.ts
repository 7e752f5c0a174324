import { expect } from "vitest";

/** What some work took of this thread. */
export interface Cost {
  readonly cpuMs: number;
  /** Bytes of heap taken, whether freed again or not; a collection in between makes it less. */
  readonly heap: number;
}

/** Twice the size may take twice the time; the rest is noise and what a hash table does when it grows. */
const MOST_GROWTH = 2.6;
/** So many yardsticks say more of the machine than of the work. */
const NOISE = 4;
/**
 * How often each size is measured, in turn, while the least of that breaks a bound: what shares the machine may spoil some
 * measurements, not all of these.
 */
const RUNS = [1, 2, 2];
/** What one body may take at most, in yardsticks. */
const MOST_YARDSTICKS = 80;
/** Bytes of heap for each byte of a body, and what every request takes. */
const MOST_HEAP = { perByte: 400, anyhow: 64 * 1024 * 1024 };

/** Work of some size: `bytes` is what the peer had to send for it. */
export interface Sized {
  readonly bytes: number;
  run(): unknown;
}

/**
 * Holds that work grows with its size and no faster, in time and memory, and that it ends soon: measured at `size` and twice that,
 * against JSON.parse of a megabyte in the same process, so that a slow machine is slow for both.
 */
export async function expectBounded(
  size: number,
  make: (size: number) => Sized | Promise<Sized>,
): Promise<void> {
  let breaches: readonly string[] = [];
  for (const runs of RUNS) {
    breaches = await breachesOf(size, runs, make);
    if (breaches.length === 0) return;
  }
  expect.fail(breaches.join("; "));
}

async function breachesOf(
  size: number,
  runs: number,
  make: (size: number) => Sized | Promise<Sized>,
): Promise<readonly string[]> {
  const yardstick = yardstickMs();
  // The larger first: code that runs for the first time is slow, which must not pass for what the smaller one takes.
  const twice = await leastCost(2 * size, runs, make);
  const once = await leastCost(size, runs, make);
  const mostCpu = MOST_GROWTH * once.cpuMs + NOISE * yardstick;
  const mostHeap = MOST_HEAP.anyhow + MOST_HEAP.perByte * twice.bytes;
  const took = `size ${size} took ${once.cpuMs.toFixed(1)} ms and twice that ${twice.cpuMs.toFixed(1)} ms`;
  return [
    ...(twice.cpuMs > mostCpu ? [`${took}, more than ${mostCpu.toFixed(1)} ms`] : []),
    ...(twice.cpuMs > MOST_YARDSTICKS * yardstick ? [`${took}; the yardstick is ${yardstick} ms`] : []),
    ...(twice.heap > mostHeap ? [`${took} and ${twice.heap} bytes of heap, more than ${mostHeap}`] : []),
  ];
}

async function leastCost(
  size: number,
  runs: number,
  make: (size: number) => Sized | Promise<Sized>,
): Promise<Cost & { readonly bytes: number }> {
  const costs: (Cost & { bytes: number })[] = [];
  for (let run = 0; run < runs; run++) {
    const work = await make(size);
    costs.push({ ...(await cost(() => work.run())), bytes: work.bytes });
  }
  return costs.reduce((least, one) => (one.cpuMs < least.cpuMs ? one : least));
}

async function cost(work: () => unknown): Promise<Cost> {
  const heap = process.memoryUsage().heapUsed;
  const cpu = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, heap: process.memoryUsage().heapUsed - heap };
}

const MEBIBYTE = JSON.stringify(
  Array.from({ length: 20_000 }, (_, index) => ({ name: `name-${index}`, value: index, more: [true, null] })),
);

/** Milliseconds of CPU for a megabyte of ordinary JSON, here and now. */
function yardstickMs(): number {
  const times = Array.from({ length: 5 }, () => {
    const cpu = process.threadCpuUsage();
    JSON.parse(MEBIBYTE);
    const { user, system } = process.threadCpuUsage(cpu);
    return (user + system) / 1000;
  });
  return Math.max(1, Math.min(...times));
}

export const repeat = (count: number, part: (index: number) => string, separator = ""): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(separator);
