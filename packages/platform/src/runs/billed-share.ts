import { findNodePool, type PoolPlaces } from "#runtimes/node-pools.ts";
import type { RunSpec } from "#runtimes/runs.ts";

/** The share of a spot run's time that is billed: what its pool's spot machines cost of what the others do. Undefined for all of it. */
export async function billedShare(
  { isSpot, hosts }: Pick<RunSpec, "isSpot" | "hosts">,
  pools: PoolPlaces,
): Promise<number | undefined> {
  if (isSpot !== true) return undefined;
  const { price, spot } = (await findNodePool(pools, { instanceType: hosts[0]?.instanceType }))?.spec ?? {};
  if (price === undefined || spot?.price === undefined || price.perHour <= 0) return undefined;
  if ((price.currency ?? "USD") !== (spot.price.currency ?? "USD")) return undefined;
  return Math.min(1, spot.price.perHour / price.perHour);
}
