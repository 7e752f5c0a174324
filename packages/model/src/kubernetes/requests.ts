import { quantity } from "./quantity.ts";
import type { Container, Pod } from "./workloads.ts";

/** By resource name, in whole units: thousandths of a processor, bytes, pieces. */
export type Amounts = ReadonlyMap<string, number>;

/** Objects of the store never change, and a thousand pods that wait are asked at each end of another. */
const known = new WeakMap<Pod["spec"], Amounts>();

/**
 * What a pod needs at its greediest moment, as a scheduler adds it up: all that goes on together at the end, or an init
 * container with the sidecars that were started before it. What is asked of the pod as a whole counts in their place.
 */
export function requestsOf({ spec }: Pod): Amounts {
  const amounts = known.get(spec) ?? peakOf(spec);
  known.set(spec, amounts);
  return amounts;
}

function peakOf(spec: Pod["spec"]): Amounts {
  const sidecars = new Map<string, number>();
  const peak = new Map<string, number>();
  for (const container of spec.initContainers ?? []) {
    const together = sum(sidecars, amountsOf(container));
    if (container.restartPolicy === "Always")
      for (const [name, amount] of together) sidecars.set(name, amount);
    for (const [name, amount] of together) peak.set(name, Math.max(peak.get(name) ?? 0, amount));
  }
  const lasting = spec.containers.map(amountsOf).reduce(sum, sidecars);
  for (const [name, amount] of lasting) peak.set(name, Math.max(peak.get(name) ?? 0, amount));
  for (const [name, amount] of amountsOf(spec)) peak.set(name, amount);
  return peak;
}

/** Whole units, rounded up, so that tenths of processors add up to what they are. */
export function wholeUnits(resource: string, value: number): number {
  const units = resource === "cpu" ? value * 1000 : value;
  // A product like 0.07 * 1000 is a little more than what it means.
  return Math.ceil(units - 1e-6);
}

function amountsOf({ resources }: Pick<Container, "resources">): Amounts {
  return new Map(
    Object.entries(resources?.requests ?? {}).map(([name, value]) => [
      name,
      wholeUnits(name, quantity(value) ?? 0),
    ]),
  );
}

function sum(a: Amounts, b: Amounts): Amounts {
  const total = new Map(a);
  for (const [name, amount] of b) total.set(name, (total.get(name) ?? 0) + amount);
  return total;
}
