import type { StoredObject } from "@slipway/sdk";
import type { Session } from "../session/session.ts";
import type { Place } from "./place.ts";

const AT_ONCE = 1000;

/**
 * Removes the objects at a place that `allowed` lets go, a thousand at a time; the place is one object, or what lies below it as
 * a folder: `jobs/a` never means `jobs/ab`. Resolves with how many they were.
 */
export async function removeAt(
  session: Session,
  { place: { bucket, key }, allowed }: { readonly place: Place; readonly allowed: (key: string) => boolean },
): Promise<{ readonly files: number; readonly bytes: number }> {
  const { aws } = await session.client();
  let [files, bytes] = [0, 0];
  let batch: string[] = [];
  const flush = async (): Promise<void> => {
    await aws.removeObjects(bucket, batch);
    batch = [];
  };
  for await (const object of objectsAt(session, { bucket, key })) {
    if (!allowed(object.key)) continue;
    batch.push(object.key);
    files += 1;
    bytes += object.bytes;
    if (batch.length === AT_ONCE) await flush();
  }
  await flush();
  return { files, bytes };
}

/** The objects at a place. */
export async function* objectsAt(session: Session, { bucket, key }: Place): AsyncGenerator<StoredObject> {
  const { aws } = await session.client();
  const folder = key === "" || key.endsWith("/") ? key : `${key}/`;
  for await (const object of aws.storedObjects({ bucket, prefix: key }, session.signal)) {
    if (object.key === key || object.key.startsWith(folder)) yield object;
  }
}
