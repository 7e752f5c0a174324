import type { ReadyStep } from "@slipway/model/flows/index.ts";
import type { PooledTry } from "@slipway/model/kinds/flow-run/index.ts";

/** A try that goes on, as far as pools are concerned. */
interface Going {
  readonly step: ReadyStep;
  readonly name: string;
  readonly notBefore: Date;
  readonly isBegun: boolean;
}

/** Tries of one run that wait for one pool; steps behind them are taken up as these get their slots. */
const MOST_WAITING = 20;
/** And for all of them. */
const MOST_WAITING_IN_ALL = 200;
/** Of a path so much is told. */
const LONGEST_PATH = 200;

/** What a run has of pools, or wants: it has its slots for as long as it tells of them. Undefined where that is nothing. */
export function pooledTries(all: Iterable<Going>, now: Date): readonly PooledTry[] | undefined {
  const tries = [...all].flatMap(({ step: { path, step }, name, notBefore }): readonly PooledTry[] => {
    const { pool, poolSlots: slots = 1, priority = 0 } = step;
    if (pool === undefined || notBefore > now) return [];
    const told = path.slice(0, LONGEST_PATH);
    return [{ pool, step: told, name, slots, priority, since: notBefore.toISOString() }];
  });
  return tries.length === 0 ? undefined : tries;
}

/** Tries of a run that wait for pools: they take no other's room. */
export class PoolQueues {
  readonly #waiting = new Map<string, number>();
  #count = 0;

  constructor(all: Iterable<Going>) {
    for (const { isBegun, step } of all) if (!isBegun) this.add(step.step.pool);
  }

  get count(): number {
    return this.#count;
  }

  add(pool: string | undefined): void {
    if (pool === undefined) return;
    this.#count++;
    this.#waiting.set(pool, (this.#waiting.get(pool) ?? 0) + 1);
  }

  /** Enough tries wait for it: more would only be told of. */
  isCrowded = (pool: string): boolean =>
    pool !== "" && (this.#count >= MOST_WAITING_IN_ALL || (this.#waiting.get(pool) ?? 0) >= MOST_WAITING);
}
