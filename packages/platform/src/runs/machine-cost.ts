import type { Price } from "#ledger/costs.ts";
import { findNodePool, type PoolPlaces } from "#runtimes/node-pools.ts";

/** Each begun second whole, and one at least. */
export const secondsBetween = (from: Date, to: Date): number =>
  Math.max(1, Math.ceil((to.getTime() - from.getTime()) / 1_000));

/** What a machine costs, as its pool says; undefined where nobody says it. */
export async function priceOf(
  pools: PoolPlaces,
  { instanceType, isSpot }: { readonly instanceType: string; readonly isSpot?: boolean },
): Promise<Price | undefined> {
  const { price: usual, spot } = (await findNodePool(pools, { instanceType }))?.spec ?? {};
  const price = isSpot === true ? (spot?.price ?? usual) : usual;
  return price === undefined ? undefined : { currency: "USD", ...price };
}
