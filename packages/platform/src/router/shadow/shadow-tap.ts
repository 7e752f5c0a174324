import type { Counters } from "../counters.ts";
import type { Route, VariantRoute } from "../routing-table.ts";
import { SESSION_ID } from "../session-fields.ts";
import { Room } from "../tap/room.ts";
import type { Listener, Tap, TappedInvocation } from "../tap/tap.ts";
import type { Upstreams } from "../upstreams.ts";
import { Mirrored } from "./mirrored.ts";

export interface ShadowTapParts {
  /** Of shadows alone: their limits are none of those that answer clients. */
  readonly upstreams: Upstreams;
  readonly counters: Counters;
  /** In [0, 1). */
  readonly random: () => number;
  /** Whether the router has so much to do that copies are what it can do without. */
  readonly isBusy: () => boolean;
}

/** Copies under way at a time, bytes of requests and answers that they hold, and bytes of one answer that is compared. */
const MOST_AT_ONCE = 64;
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_COMPARED = 1024 * 1024;

/** Sends copies of requests to the shadow variants of their endpoints, as far as there is room for them. */
export class ShadowTap implements Tap {
  readonly #parts: ShadowTapParts;
  readonly #room = new Room(MOST_BYTES);
  #underWay = 0;

  constructor(parts: ShadowTapParts) {
    this.#parts = parts;
  }

  wants({ shadows }: Route): boolean {
    return shadows.length > 0;
  }

  begins({ route, fields }: TappedInvocation): Listener | undefined {
    const { upstreams, counters, random, isBusy } = this.#parts;
    if (this.#underWay >= MOST_AT_ONCE || isBusy()) return undefined;
    const shadow = chosenShadow(route, random());
    // A session is at one instance, and its shadow would have to be in one too.
    if (shadow === undefined || fields.includes(SESSION_ID)) return undefined;
    this.#underWay += 1;
    return new Mirrored({
      pods: shadow.pods,
      fields,
      upstreams,
      tally: counters.of(route, shadow),
      room: this.#room,
      mostCompared: MOST_COMPARED,
      over: () => {
        this.#underWay -= 1;
      },
    });
  }
}

/** The shadow that gets a copy: each has its weight over that of all that answer, as its share. Undefined where none does. `random` is in [0, 1). */
export function chosenShadow({ variants, shadows }: Route, random: number): VariantRoute | undefined {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let rest = random * total;
  for (const shadow of shadows) {
    rest -= shadow.weight;
    if (rest < 0) return shadow.pods.length > 0 ? shadow : undefined;
  }
  return undefined;
}
