import { isObject, type Json } from "../json/json.ts";
import { identityOf } from "./identity.ts";

export interface Orders {
  /** The order the patch asks for, of some items. */
  readonly asked: readonly Json[];
  /** The order there was. */
  readonly server: readonly Json[];
  /** What identifies an item; absent for plain values. */
  readonly key: string | undefined;
}

/**
 * A merged list as strategic merge orders it: the items of the patch in its order, the others in theirs, and one of the
 * others in front of one of the patch where it stood in front of it before.
 */
export function arrange(merged: readonly Json[], { asked, server, key }: Orders): Json[] {
  const identity = (item: Json): string =>
    identityOf(key !== undefined && isObject(item) ? (item[key] ?? null) : item);
  const ranks = (list: readonly Json[]) => new Map(list.map((item, position) => [identity(item), position]));
  const [wanted, stood] = [ranks(asked), ranks(server)];
  const rankIn = (order: ReadonlyMap<string, number>, item: Json): number =>
    order.get(identity(item)) ?? Number.MAX_SAFE_INTEGER;
  const byRank = (order: ReadonlyMap<string, number>) => (a: Json, b: Json) =>
    rankIn(order, a) - rankIn(order, b);
  const patched = merged.filter((item) => wanted.has(identity(item))).sort(byRank(wanted));
  const others = merged.filter((item) => !wanted.has(identity(item))).sort(byRank(stood));
  const result: Json[] = [];
  let next = 0;
  for (const item of patched) {
    const place = stood.get(identity(item));
    const before = (other: Json | undefined): other is Json =>
      other !== undefined && place !== undefined && (stood.get(identity(other)) ?? place) < place;
    while (before(others[next])) result.push(others[next++] as Json);
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}
