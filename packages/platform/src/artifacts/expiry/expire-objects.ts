import { setImmediate as turn } from "node:timers/promises";
import { defined, isSlipwayError } from "@slipway/model";
import { dueAfter, expiryOf, holds } from "../expiry-of.ts";
import type {
  BucketInfo,
  ExpiryRule,
  ObjectStore,
  ObjectVersion,
  UploadRef,
  VersionMark,
} from "../object-store.ts";

const PAGE = 200;

/** How much one pass may do; what is left is due at the next. */
export interface ExpiryLimits {
  readonly removals: number;
}

interface Pass {
  readonly store: ObjectStore;
  readonly now: Date;
  readonly signal: AbortSignal;
  left: number;
}

export interface Expired {
  readonly removed: number;
  /** The bucket that the look ended in, for the next to begin behind; absent where it came through all. */
  readonly stoppedAt?: string;
}

/**
 * Removes what the rules of the buckets say is due: objects, versions that were replaced, markers with nothing behind them, uploads
 * that nobody ends. Stops after so many removals, or when told to; each removal is a whole one. It begins behind the bucket that
 * the last look stopped at, so that one with more than a look's removals leaves the others theirs.
 */
export async function expireObjects(
  store: ObjectStore,
  how: {
    readonly now: Date;
    readonly signal: AbortSignal;
    readonly limits: ExpiryLimits;
    readonly stoppedAt?: string | undefined;
  },
): Promise<Expired> {
  const pass: Pass = { store, now: how.now, signal: how.signal, left: how.limits.removals };
  for (const bucket of inTurn(await store.buckets(), how.stoppedAt)) {
    const { expiry = [] } = bucket.settings;
    if (expiry.length === 0) continue;
    await expireVersions(pass, bucket, expiry);
    await expireUploads(pass, bucket, expiry);
    if (isOver(pass)) return { removed: how.limits.removals - pass.left, stoppedAt: bucket.name };
  }
  return { removed: how.limits.removals - pass.left };
}

/** By name, from the one behind `stoppedAt` on, and then those before it. */
function inTurn(buckets: readonly BucketInfo[], stoppedAt = ""): readonly BucketInfo[] {
  return [
    ...buckets.filter(({ name }) => name > stoppedAt),
    ...buckets.filter(({ name }) => name <= stoppedAt),
  ];
}

const isOver = ({ signal, left }: Pass): boolean => signal.aborted || left <= 0;

async function expireVersions(pass: Pass, bucket: BucketInfo, rules: readonly ExpiryRule[]): Promise<void> {
  let newer: Pick<Standing, "count" | "at"> = { count: 0, at: pass.now };
  for await (const { version, alone } of standing(pass, bucket.name)) {
    if (isOver(pass)) return;
    if (version.latest) newer = { count: 0, at: pass.now };
    if (isDue(rules, version, { ...newer, alone, now: pass.now })) await remove(pass, bucket, version);
    newer = { count: newer.count + (version.latest ? 0 : 1), at: version.lastModified };
  }
}

/** Every version by key and age, each with whether it is the only one of its key, which for the last of a page the next page tells. */
async function* standing(
  pass: Pass,
  bucket: string,
): AsyncGenerator<{ readonly version: ObjectVersion; readonly alone: boolean }> {
  let held: ObjectVersion | undefined;
  for await (const version of versions(pass, bucket)) {
    if (held !== undefined) yield { version: held, alone: held.latest && held.key !== version.key };
    held = version;
  }
  if (held !== undefined) yield { version: held, alone: held.latest };
}

/** Pages are asked for by what was told last, which may be gone by then: its key begins again, and is told again. */
async function* versions({ store, signal }: Pass, bucket: string): AsyncGenerator<ObjectVersion> {
  for (let after: VersionMark | undefined; !signal.aborted; ) {
    const page = await store.versions(bucket, { limit: PAGE, ...defined({ after }) });
    yield* page.items;
    if (page.next === undefined) return;
    after = page.next;
    await turn();
  }
}

interface Standing {
  /** Replaced versions that are newer than this one. */
  readonly count: number;
  /** When what replaced it came. */
  readonly at: Date;
  /** Whether nothing is behind it. */
  readonly alone: boolean;
  readonly now: Date;
}

function isDue(
  rules: readonly ExpiryRule[],
  version: ObjectVersion,
  { count, at, alone, now }: Standing,
): boolean {
  const { latest, marker } = version;
  if (latest && !marker) {
    const due = expiryOf(rules, version);
    return due !== undefined && due.at <= now;
  }
  const mine = rules.filter((rule) => holds(rule, version));
  if (latest) return alone && mine.some((rule) => rule.loneMarkers === true || rule.days !== undefined);
  return mine.some(
    ({ noncurrentDays, noncurrentKept = 0 }) =>
      noncurrentDays !== undefined && count >= noncurrentKept && dueAfter(at, noncurrentDays) <= now,
  );
}

/** As S3 does: an object goes as its owner would remove it, a replaced version or a marker for good. */
async function remove(pass: Pass, bucket: BucketInfo, version: ObjectVersion): Promise<void> {
  pass.left -= 1;
  const whole = version.latest && !version.marker;
  const how = whole ? { ifModifiedAt: version.lastModified } : { version: version.version };
  await pass.store.delete(bucket.name, version.key, how).catch(unlessOvertaken);
}

async function expireUploads(pass: Pass, bucket: BucketInfo, rules: readonly ExpiryRule[]): Promise<void> {
  const ending = rules.filter(({ uploadDays }) => uploadDays !== undefined);
  if (ending.length === 0) return;
  for (let after: UploadRef | undefined; !isOver(pass); ) {
    const uploads = await pass.store.uploads(bucket.name, { limit: PAGE, ...defined({ after }) });
    for (const upload of uploads) {
      const due = ending.some(
        ({ prefix = "", uploadDays = 0 }) =>
          upload.key.startsWith(prefix) && dueAfter(upload.started, uploadDays) <= pass.now,
      );
      if (due && !isOver(pass)) await abort(pass, upload);
    }
    if (uploads.length < PAGE) return;
    after = uploads.at(-1);
    await turn();
  }
}

async function abort(pass: Pass, upload: UploadRef): Promise<void> {
  pass.left -= 1;
  await pass.store.abortUpload(upload).catch(unlessOvertaken);
}

/** Somebody wrote, ended or removed it in between: it is not what was due any more. */
function unlessOvertaken(error: unknown): void {
  if (!isSlipwayError(error) || error.entry.http >= 500) throw error;
}
