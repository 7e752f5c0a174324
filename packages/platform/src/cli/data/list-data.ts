import { defined } from "@slipway/model";
import type { StoredObject } from "@slipway/sdk";
import { humanDuration } from "#lib/human-duration.ts";
import { bytesText } from "../output/bytes.ts";
import { columns } from "../output/columns.ts";
import type { Session } from "../session/session.ts";
import { type Group, groupsOf, nextStep } from "./groups.ts";
import { entryIn, KEPT, ownBucket, type Place, uriOf } from "./place.ts";
import { objectsAt } from "./remove.ts";
import { readUsage, type Usage } from "./usage.ts";

/** A line of `data ls`, as programs get it. */
export interface ListedData {
  readonly uri: string;
  readonly files: number;
  readonly bytes: number;
  /** RFC 3339, of the newest file. */
  readonly modified: string;
  /** An object that uses it, as KIND/NAME. */
  readonly usedBy?: string;
}

/** What the command line and jobs left in the namespace's own bucket, a line for each thing. */
export async function listOwn(session: Session): Promise<readonly ListedData[]> {
  const { aws } = await session.client();
  const bucket = await ownBucket(session);
  const listed: ListedData[] = [];
  if (!(await aws.buckets()).includes(bucket)) return listed;
  const usage = await usageTold(session);
  for (const area of KEPT) {
    const objects = aws.storedObjects({ bucket, prefix: `${area}/` }, session.signal);
    listed.push(...(await lines(objects, { bucket, usage, nameOf: entryIn })));
  }
  return listed;
}

/** What lies at the places, folder by folder. */
export async function listAt(session: Session, places: readonly Place[]): Promise<readonly ListedData[]> {
  const usage = await usageTold(session);
  const listed: ListedData[] = [];
  for (const place of places) {
    const prefix = place.key === "" || place.key.endsWith("/") ? place.key : `${place.key}/`;
    const how = { bucket: place.bucket, usage, nameOf: nextStep(prefix) };
    listed.push(...(await lines(objectsAt(session, place), how)));
  }
  return listed;
}

/** With a word of what could not be read: what is listed without a user may have one there. */
async function usageTold(session: Session): Promise<Usage> {
  const usage = await readUsage(session);
  if (usage.unread.length > 0)
    session.say(`What uses data is not known in full: ${usage.unread.join(", ")} may not be read.`);
  return usage;
}

async function lines(
  objects: AsyncIterable<StoredObject>,
  how: { readonly bucket: string; readonly usage: Usage; readonly nameOf: (key: string) => string },
): Promise<readonly ListedData[]> {
  const { bucket, usage, nameOf } = how;
  const listed: ListedData[] = [];
  const userOf = (key: string) => usage.userOf({ bucket, key });
  for await (const group of groupsOf(objects, { nameOf, userOf })) listed.push(lineOf(bucket, group));
  return listed;
}

/** A group as a line of the list. */
export const lineOf = (bucket: string, { key, modified, usedBy, ...counts }: Group): ListedData => ({
  uri: uriOf({ bucket, key }),
  ...counts,
  modified: modified.toISOString(),
  ...defined({ usedBy }),
});

/** The lines as a table; names that are digests are as short as they can be given back to us. */
export function drawData(session: Session, listed: readonly ListedData[], within: string): string {
  if (listed.length === 0) return "";
  const wide = session.formatter.format === "wide";
  const now = Date.now();
  const rows = listed.map(({ uri, files, bytes, modified, usedBy }) => [
    wide ? uri : shortened(uri.startsWith(within) ? uri.slice(within.length) : uri),
    String(files),
    bytesText(bytes),
    humanDuration(now - Date.parse(modified)),
    usedBy ?? "",
  ]);
  const { stdout } = session.context;
  return columns(["DATA", "FILES", "SIZE", "AGE", "USED BY"], rows, {
    width: stdout.isTty && !wide ? stdout.columns : undefined,
  });
}

const shortened = (name: string): string => name.replace(/^((?:data|source)\/[0-9a-f]{12})[0-9a-f]+.*/, "$1");
