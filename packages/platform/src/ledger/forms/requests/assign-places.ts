import type { Place } from "../../request-queue.ts";

/** Places for at most `wanted` requests, none beyond what a pod may have; `random` is in [0, 1). */
export function assignPlaces(
  places: readonly Place[],
  given: {
    /** Requests that each pod has already. */
    readonly busy: ReadonlyMap<string, number>;
    readonly wanted: number;
    readonly random: () => number;
  },
): readonly Place[] {
  const taken = new Map(given.busy);
  const assigned: Place[] = [];
  while (assigned.length < given.wanted) {
    const free = places.filter(({ pod, most, weight }) => weight > 0 && (taken.get(pod) ?? 0) < most);
    const place = leastBusy(ofOneVariant(free, given.random()), taken);
    if (place === undefined) break;
    taken.set(place.pod, (taken.get(place.pod) ?? 0) + 1);
    assigned.push(place);
  }
  return assigned;
}

/** Those of the variant whose turn it is, by weights. */
function ofOneVariant(free: readonly Place[], random: number): readonly Place[] {
  const weights = new Map(free.map(({ variant, weight }) => [variant, weight]));
  let rest = random * [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  let chosen: string | undefined;
  for (const [variant, weight] of weights) {
    chosen = variant;
    rest -= weight;
    if (rest < 0) break;
  }
  return free.filter(({ variant }) => variant === chosen);
}

function leastBusy(places: readonly Place[], taken: ReadonlyMap<string, number>): Place | undefined {
  let best: Place | undefined;
  for (const place of places)
    if (best === undefined || (taken.get(place.pod) ?? 0) < (taken.get(best.pod) ?? 0)) best = place;
  return best;
}
