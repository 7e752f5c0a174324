import type { Reading } from "./reading.ts";

/** Of a pod that runs for longer and was never looked at, what it took lately is not known. */
const NEW_MS = 90_000;

interface Look {
  readonly at: number;
  readonly launches: ReadonlyMap<string, number>;
}

/** How many processors pods have taken between two looks. Pure but for what it remembers. */
export class CpuRates {
  #before: ReadonlyMap<string, Look> = new Map();

  /** By pod; of one that is looked at for the first time since it started. What is not among these pods is forgotten. */
  rates(pods: ReadonlyMap<string, readonly Reading[]>, now: Date): ReadonlyMap<string, number> {
    const at = now.getTime();
    const looks = new Map<string, Look>();
    const rates = new Map<string, number>();
    for (const [uid, readings] of pods) {
      const known = readings.flatMap((one) =>
        one.cpuMs === undefined ? [] : [{ ...one, cpuMs: one.cpuMs }],
      );
      if (known.length === 0 || known.length < readings.length) continue;
      const before = this.#before.get(uid) ?? firstLook(known);
      looks.set(uid, { at, launches: new Map(known.map(({ launch, cpuMs }) => [launch, cpuMs])) });
      const elapsed = at - before.at;
      if (elapsed <= 0 || (before.launches === NONE && elapsed > NEW_MS)) continue;
      const taken = known.map(({ launch, cpuMs }) => Math.max(0, cpuMs - (before.launches.get(launch) ?? 0)));
      rates.set(uid, taken.reduce((sum, one) => sum + one, 0) / elapsed);
    }
    this.#before = looks;
    return rates;
  }
}

const NONE: ReadonlyMap<string, number> = new Map();

const firstLook = (readings: readonly Reading[]): Look => ({
  at: Math.min(...readings.map(({ startedAt }) => startedAt.getTime())),
  launches: NONE,
});
