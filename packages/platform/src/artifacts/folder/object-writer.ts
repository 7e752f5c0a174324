import { SlipwayError } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Database } from "#lib/sqlite.ts";
import type { ArtifactInfo, KeptProperties } from "../artifacts.ts";
import type { BucketInfo, WriteCondition } from "../object-store.ts";
import { artifactFailure } from "./artifact-failure.ts";
import type { BodyFiles, Segment } from "./body-files.ts";
import type { DiskReserve } from "./disk-reserve.ts";
import type { ObjectIndex, ObjectRow } from "./object-index.ts";
import type { SharedCommit } from "./shared-commit.ts";
import type { VersionIndex } from "./version-index.ts";

export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly segments: readonly Segment[];
  readonly etag: string;
  readonly properties: KeptProperties;
  readonly condition?: WriteCondition;
}

export interface FolderBacking {
  readonly db: Database;
  readonly commits: SharedCommit;
  readonly objects: ObjectIndex;
  readonly versions: VersionIndex;
  readonly files: BodyFiles;
  readonly reserve: DiskReserve;
  readonly clock: Clock;
}

/** One commit that frees files; it works on a full disk as well. */
export function free(backing: FolderBacking, work: () => readonly string[]): void {
  const freed = backing.reserve.spend(() => backing.db.transaction(work));
  void backing.files.sweep(freed).then(() => backing.reserve.restore());
}

/**
 * Makes files that are on the disk an object, in one commit; `also` joins it, may run twice and returns further files it freed. When
 * it cannot, nothing changed and the object's files are gone.
 */
export async function writeObject(
  backing: FolderBacking,
  object: NewObject,
  also: () => readonly string[] = () => [],
): Promise<ArtifactInfo> {
  const { bucket, segments } = object;
  const files = segments.map((segment) => segment.file);
  try {
    const { info, freed } = await backing.commits.run(() => {
      const found = requireBucket(backing.objects, bucket);
      checkCondition(backing.objects.find(bucket, object.key), object.condition ?? {});
      const { versioning } = found.settings;
      const others = also();
      const written = backing.versions.put(bucket, rowOf(object, backing.clock.now()), {
        segments,
        versioning,
      });
      return { info: infoOf(found, written.row), freed: [...others, ...written.freed] };
    });
    backing.files.kept(files);
    if (freed.length > 0) void backing.files.sweep(freed);
    return info;
  } catch (error) {
    await backing.files.discard(files);
    throw artifactFailure(error);
  }
}

export function requireBucket(objects: ObjectIndex, bucket: string): BucketInfo {
  const found = objects.bucket(bucket);
  if (found !== undefined) return found;
  throw new SlipwayError("SLIP-S3-001", `The bucket "${bucket}" does not exist.`);
}

export function infoOf({ name, settings }: BucketInfo, row: ObjectRow): ArtifactInfo {
  const { key, size, etag, modified, properties } = row;
  return {
    bucket: name,
    key,
    size,
    etag,
    lastModified: new Date(modified),
    metadata: {},
    ...properties,
    ...(settings.versioning === undefined ? {} : { version: row.version }),
  };
}

function rowOf(
  { key, segments, etag, properties }: NewObject,
  now: Date,
): Omit<ObjectRow, "version" | "rank"> {
  const size = segments.reduce((sum, segment) => sum + segment.size, 0);
  return { key, body: segments[0]?.file ?? "", size, etag, modified: now.getTime(), properties };
}

/** Throws SLIP-S3-014, or 002 where an object is asked for and there is none. */
export function checkCondition(current: ObjectRow | undefined, condition: WriteCondition): void {
  if (condition.ifAbsent === true && current !== undefined) {
    throw new SlipwayError(
      "SLIP-S3-014",
      "The object exists already, and the request asks that it does not.",
    );
  }
  const { ifMatch, ifModifiedAt } = condition;
  if (ifMatch === undefined && ifModifiedAt === undefined) return;
  if (current === undefined) {
    throw new SlipwayError("SLIP-S3-002", "The object that the request wants to replace does not exist.");
  }
  if (ifMatch !== undefined && ifMatch !== "*" && current.etag !== ifMatch) {
    throw new SlipwayError(
      "SLIP-S3-014",
      `The object's ETag is "${current.etag}", and the request asks for "${ifMatch}".`,
    );
  }
  if (ifModifiedAt !== undefined && current.modified !== ifModifiedAt.getTime()) {
    throw new SlipwayError("SLIP-S3-014", "The object was written again in between.");
  }
}
