import { SlipwayError } from "@slipway/model";
import type { ObjectSource, Trigger, TriggerEvent } from "@slipway/model/kinds/trigger/index.ts";
import type { ArtifactInfo, Artifacts } from "#artifacts/artifacts.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { pages } from "#lib/pages.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

/** Of objects below a prefix that are looked at each time; who has more names them closer. */
const MOST_LISTED = 100_000;
const PAGE = 1_000;
/** Stores give an upload in parts the time at which it began, and tell of it when it has ended. */
const LATE_MS = 3_600_000;

export interface NewObjects {
  /** Oldest first. */
  readonly events: readonly TriggerEvent[];
  /** RFC 3339, of all that were looked at. */
  readonly newest: string | undefined;
}

/** Objects of a trigger that were written since it was made and are not older than what it may be told of late. Throws where its bucket cannot be read. */
export async function newObjects(
  { metadata, status = {} }: Trigger,
  source: ObjectSource,
  {
    artifacts,
    signal,
    now,
  }: { readonly artifacts: Artifacts; readonly signal: AbortSignal; readonly now: Date },
): Promise<NewObjects> {
  const made = new Date(metadata.creationTimestamp ?? now);
  const until = status.handledUntil === undefined ? made : new Date(status.handledUntil);
  const since = new Date(Math.max(made.getTime(), until.getTime() - LATE_MS));
  const events: TriggerEvent[] = [];
  let newest: Date | undefined;
  for await (const object of written(source, { artifacts, signal })) {
    if (newest === undefined || object.lastModified > newest) newest = object.lastModified;
    if (object.lastModified >= since) events.push(eventOf(object));
  }
  return { events: events.toSorted(byTime), newest: newest?.toISOString() };
}

/** The same order at each look, whatever stores give whole seconds. */
function byTime(a: TriggerEvent, b: TriggerEvent): number {
  if (a.time !== b.time) return a.time < b.time ? -1 : 1;
  return a.digest < b.digest ? -1 : 1;
}

async function* written(
  { prefix, suffix = "" }: ObjectSource,
  { artifacts, signal }: { readonly artifacts: Artifacts; readonly signal: AbortSignal },
): AsyncGenerator<ArtifactInfo> {
  const { bucket, key } = parseS3Uri(prefix) ?? { bucket: "", key: "" };
  const read = (from: { readonly after?: string }) =>
    artifacts.list(bucket, { prefix: key, limit: PAGE, ...from });
  let listed = 0;
  for await (const { items } of pages(read)) {
    signal.throwIfAborted();
    listed += items.length;
    if (listed > MOST_LISTED)
      throw new TerminalError(
        "TooManyObjects",
        `More than ${MOST_LISTED} objects are below ${prefix}, and all of them are looked at each time: name a closer prefix.`,
      );
    for (const item of items) if (item.key.endsWith(suffix)) yield item;
  }
}

function eventOf({ bucket, key, etag, size, lastModified }: ArtifactInfo): TriggerEvent {
  const uri = `s3://${bucket}/${key}`;
  const time = lastModified.toISOString();
  return { digest: contentDigest([uri, etag, time]), time, facts: { uri, bucket, key, etag, size } };
}

/** Whether a bucket is not there, which may come. */
export const isNoBucket = (error: unknown): boolean =>
  error instanceof SlipwayError && error.code === "SLIP-S3-001";
