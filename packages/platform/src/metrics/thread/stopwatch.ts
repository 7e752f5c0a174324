/** Milliseconds of processor time of this thread; of the wall's where Node cannot tell (before 22.15). */
function threadMs(): number {
  const usage = (process as Partial<Pick<NodeJS.Process, "threadCpuUsage">>).threadCpuUsage?.();
  return usage === undefined ? performance.now() : (usage.user + usage.system) / 1_000;
}

/** Processor time of a piece of work, in milliseconds. */
export function cpuTimeOf(work: () => unknown): number {
  const before = threadMs();
  work();
  return threadMs() - before;
}

/** Shares the time of a slice among its definitions; asking for processor time at each lap would cost more than the laps. */
export class Stopwatch {
  readonly #laps: number[];
  readonly #cpu = threadMs();
  readonly #start = performance.now();
  #last = this.#start;

  constructor(definitions: number) {
    this.#laps = new Array<number>(definitions).fill(0);
  }

  get passedMs(): number {
    return this.#last - this.#start;
  }

  /** Ends a lap of a definition; tells how long it took by the clock on the wall. */
  lap(definition: number): number {
    const now = performance.now();
    const passed = now - this.#last;
    this.#laps[definition] = (this.#laps[definition] ?? 0) + passed;
    this.#last = now;
    return passed;
  }

  /** Processor time by definition. */
  spent(): readonly number[] {
    const share = Math.min(1, (threadMs() - this.#cpu) / Math.max(performance.now() - this.#start, 0.001));
    return this.#laps.map((ms) => ms * share);
  }
}
