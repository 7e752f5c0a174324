import type { Session } from "../session/session.ts";
import { groupsOf } from "./groups.ts";
import { type ListedData, lineOf } from "./list-data.ts";
import { entryIn, KEPT, ownBucket, type Place, uriOf } from "./place.ts";
import { objectsAt, removeAt } from "./remove.ts";
import { readUsage, requireKnown } from "./usage.ts";

/**
 * Things in the namespace's own bucket that no object uses and whose newest file is older than `olderThanMs`. Throws SLIP-CLI-032
 * where that cannot be known, unless it is `forced`.
 */
export async function unusedData(
  session: Session,
  { olderThanMs, forced }: { readonly olderThanMs: number; readonly forced: boolean },
): Promise<readonly ListedData[]> {
  const { aws } = await session.client();
  const bucket = await ownBucket(session);
  if (!(await aws.buckets()).includes(bucket)) return [];
  const usage = await readUsage(session);
  if (!forced) requireKnown(usage);
  const before = Date.now() - olderThanMs;
  const unused: ListedData[] = [];
  for (const area of KEPT) {
    const objects = aws.storedObjects({ bucket, prefix: `${area}/` }, session.signal);
    const userOf = (key: string) => usage.userOf({ bucket, key });
    for await (const group of groupsOf(objects, { nameOf: entryIn, userOf })) {
      if (group.usedBy === undefined && group.modified.getTime() <= before)
        unused.push(lineOf(bucket, group));
    }
  }
  return unused;
}

/** Removes what was found, but for what has come to be used, or was written or touched, while somebody thought about it. */
export async function removeUnused(
  session: Session,
  { found, forced }: { readonly found: readonly ListedData[]; readonly forced: boolean },
): Promise<readonly ListedData[]> {
  const bucket = await ownBucket(session);
  const usage = await readUsage(session);
  if (!forced) requireKnown(usage);
  const removed: ListedData[] = [];
  for (const each of found) {
    const key = each.uri.slice(uriOf({ bucket, key: "" }).length);
    if (await isNewer(session, { bucket, key }, Date.parse(each.modified))) continue;
    const { files, bytes } = await removeAt(session, {
      place: { bucket, key },
      allowed: (one) => usage.userOf({ bucket, key: one }) === undefined,
    });
    if (files > 0) removed.push({ ...each, files, bytes });
  }
  return removed;
}

/** Whoever is about to use again what lies there touches it first. */
async function isNewer(session: Session, place: Place, than: number): Promise<boolean> {
  for await (const { modified } of objectsAt(session, place)) if (modified.getTime() > than) return true;
  return false;
}
