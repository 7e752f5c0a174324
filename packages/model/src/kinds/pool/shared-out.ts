import type { HeldPlace, PoolPlace } from "./type.ts";

/** A try that has slots or wants them, as its run tells. */
export interface PoolAsk extends PoolPlace {
  readonly priority: number;
  /** RFC 3339. */
  readonly since: string;
}

interface SharedOut {
  /** Oldest first. */
  readonly holders: readonly HeldPlace[];
  /** Whose turn is next, first. */
  readonly waiting: readonly PoolAsk[];
}

/**
 * Whose the slots are by now. Who has some keeps them for as long as its run tells of it, also where there are fewer by now. Those of higher priority are
 * first, then who has asked first; nobody overtakes one who waits for more slots than are free, but where it asks for more than there are at all.
 */
export function sharedOut(
  slots: number,
  {
    held,
    asks,
    now,
  }: { readonly held: readonly HeldPlace[]; readonly asks: readonly PoolAsk[]; readonly now: string },
): SharedOut {
  const told = new Set(asks.map(placeOf));
  const kept = held.filter((place) => told.has(placeOf(place)));
  const has = new Set(kept.map(placeOf));
  const inTurn = asks.filter((ask) => !has.has(placeOf(ask))).toSorted(byTurn);
  let free = slots - kept.reduce((sum, place) => sum + place.slots, 0);
  const granted: HeldPlace[] = [];
  const waiting: PoolAsk[] = [];
  for (const ask of inTurn) {
    if (ask.slots <= free) {
      granted.push(heldFrom(ask, now));
      free -= ask.slots;
    } else {
      waiting.push(ask);
      if (ask.slots <= slots) free = 0;
    }
  }
  return { holders: [...kept, ...granted], waiting };
}

const placeOf = ({ runUID, name }: PoolPlace): string => `${runUID}/${name}`;

const byTurn = (a: PoolAsk, b: PoolAsk): number =>
  b.priority - a.priority || compared(a.since, b.since) || compared(placeOf(a), placeOf(b));

const compared = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const heldFrom = ({ run, runUID, step, name, slots }: PoolAsk, since: string): HeldPlace => ({
  ...{ run, runUID, step, name, slots },
  since,
});
