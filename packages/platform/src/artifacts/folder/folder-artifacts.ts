import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { defined, SlipwayError } from "@slipway/model";
import { INCOMING_NAME, incomingFolder } from "@slipway/model/incoming-files.ts";
import type { Clock } from "#lib/clock.ts";
import type { ArtifactInfo, ArtifactPage, Checksum, ListWhere, TakesFiles } from "../artifacts.ts";
import type { Digest, FileToCome, HeldObject, KeptFiles } from "../kept-files.ts";
import { checkBucketName, checkKey } from "../object-names.ts";
import type {
  BucketInfo,
  BucketSettings,
  CopyOptions,
  ObjectPart,
  ObjectStore,
  ObjectVersion,
  OpenObject,
  PartInfo,
  Removed,
  UploadInfo,
  UploadRef,
  VersionPage,
} from "../object-store.ts";
import { artifactFailure } from "./artifact-failure.ts";
import { BodyFiles, type Segment } from "./body-files.ts";
import { copyFolder } from "./copy-folder.ts";
import { DiskReserve } from "./disk-reserve.ts";
import { FolderUploads } from "./folder-uploads.ts";
import { listObjects } from "./list-objects.ts";
import { listVersions, type VersionsWhere, versionOf } from "./list-versions.ts";
import { ObjectIndex, type ObjectRow } from "./object-index.ts";
import {
  checkCondition,
  type FolderBacking,
  free,
  infoOf,
  requireBucket,
  writeObject,
} from "./object-writer.ts";
import { openIndex } from "./open-index.ts";
import { within } from "./read-files.ts";
import { SharedCommit } from "./shared-commit.ts";
import { takeIn } from "./take-in.ts";
import { Trash } from "./trash.ts";
import { UploadIndex } from "./upload-index.ts";
import { VersionIndex } from "./version-index.ts";
import type { Written } from "./write-file.ts";

const VERIFIED_BYTES = 64 * 1024 * 1024;

/**
 * Objects in a folder of one process: bytes in `files/`, names in `index.sqlite`. Keys never become paths, so any key is safe. What
 * is acknowledged is on the disk; a crash at any time leaves each object whole, old or new, and no file that is not removed later.
 */
export class FolderArtifacts implements ObjectStore, KeptFiles, TakesFiles {
  readonly #backing: FolderBacking;
  readonly #uploads: FolderUploads;
  readonly #incoming: string;

  private constructor(backing: FolderBacking, uploads: FolderUploads, incoming: string) {
    this.#backing = backing;
    this.#uploads = uploads;
    this.#incoming = incoming;
  }

  /** Opens or creates the folder and removes what a crash left over. While it may not grow, nothing is stored. */
  static async open(
    folder: string,
    clock: Clock,
    { mayGrow = () => true }: { readonly mayGrow?: () => boolean } = {},
  ): Promise<FolderArtifacts> {
    await mkdir(join(folder, "files"), { recursive: true, mode: 0o700 });
    const incoming = incomingFolder(folder);
    // Whoever laid something there is gone, or asks again.
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { mode: 0o700 });
    const db = openIndex(join(folder, "index.sqlite"));
    const trash = new Trash(db);
    const objects = new ObjectIndex(db, trash);
    const backing = {
      db,
      commits: new SharedCommit(db),
      clock,
      objects,
      versions: new VersionIndex(db, objects),
      files: new BodyFiles(join(folder, "files"), trash, mayGrow),
      reserve: new DiskReserve(join(folder, "reserve")),
    };
    const uploads = new FolderUploads(backing, new UploadIndex(db, trash));
    uploads.dropAbandoned();
    void backing.files.sweep();
    return new FolderArtifacts(backing, uploads, incoming);
  }

  /** Resolves when the files of all that was removed before are gone. */
  settled(): Promise<void> {
    return this.#backing.files.sweep([]);
  }

  async close(): Promise<void> {
    await this.settled();
    this.#backing.db.close();
  }

  /** A consistent copy of everything in a new folder, while reads and writes go on. */
  copyTo(folder: string): Promise<void> {
    return copyFolder(this.#backing, folder);
  }

  async bucketExists(bucket: string): Promise<boolean> {
    return this.#backing.objects.bucket(bucket) !== undefined;
  }

  async bucket(bucket: string): Promise<BucketInfo | undefined> {
    return this.#backing.objects.bucket(bucket);
  }

  async buckets(): Promise<readonly BucketInfo[]> {
    return this.#backing.objects.buckets();
  }

  async createBucket(bucket: string, settings: BucketSettings = {}): Promise<void> {
    checkBucketName(bucket);
    this.#transaction(() => {
      if (this.#backing.objects.bucket(bucket) !== undefined) {
        throw new SlipwayError("SLIP-S3-006", `The bucket "${bucket}" exists already.`);
      }
      this.#backing.objects.addBucket(bucket, this.#backing.clock.now(), settings);
    });
  }

  async configure(bucket: string, change: (settings: BucketSettings) => BucketSettings): Promise<void> {
    this.#transaction(() => {
      const { settings } = requireBucket(this.#backing.objects, bucket);
      this.#backing.objects.configure(bucket, change(settings));
    });
  }

  async removeBucket(bucket: string): Promise<void> {
    free(this.#backing, () => {
      requireBucket(this.#backing.objects, bucket);
      const everything = { from: Buffer.alloc(0), inclusive: true };
      const { objects, versions } = this.#backing;
      if (objects.scan(bucket, everything, 1).length > 0 || !versions.isEmpty(bucket)) {
        throw new SlipwayError(
          "SLIP-S3-005",
          `The bucket "${bucket}" still holds objects, or versions of some.`,
        );
      }
      this.#backing.objects.dropBucket(bucket);
      return this.#uploads.dropBucket(bucket);
    });
  }

  async head(bucket: string, key: string): Promise<ArtifactInfo | undefined> {
    const found = requireBucket(this.#backing.objects, bucket);
    const row = this.#backing.objects.find(bucket, key);
    if (row === undefined) return undefined;
    (await this.#pinned(row)).unpin();
    return infoOf(found, row);
  }

  async version(bucket: string, key: string, version?: string): Promise<ObjectVersion | undefined> {
    const found = requireBucket(this.#backing.objects, bucket);
    const row = this.#backing.versions.find(bucket, key, version);
    if (row === undefined) return undefined;
    const latest = this.#backing.versions.find(bucket, key)?.version === row.version;
    return versionOf(found, row, latest);
  }

  async versions(bucket: string, where: VersionsWhere): Promise<VersionPage> {
    const found = requireBucket(this.#backing.objects, bucket);
    return listVersions(this.#backing.versions, found, where);
  }

  async open(bucket: string, key: string, version?: string): Promise<OpenObject> {
    const { row, info } = this.#require(bucket, key, version);
    const { files } = this.#backing;
    const { segments, unpin: close } = await this.#pinned(row);
    const whole = { start: 0, end: row.size - 1 };
    return {
      info,
      parts: segments.map(partOf),
      close,
      read: (range = whole) =>
        files.stream(segments, { range, digest: knownDigest(row, segments, range) }, close),
      pieces: (range = whole) =>
        files.pieces(segments, { range, digest: knownDigest(row, segments, range) }, close),
    };
  }

  async get(
    bucket: string,
    key: string,
    range?: { readonly start: number; readonly end?: number },
  ): Promise<{ readonly info: ArtifactInfo; readonly body: Readable }> {
    const object = await this.open(bucket, key);
    try {
      return { info: object.info, body: object.read(within(object.info.size, range)) };
    } catch (error) {
      object.close();
      throw error;
    }
  }

  async put(
    bucket: string,
    key: string,
    body: Readable | AsyncIterable<Uint8Array> | Buffer,
    { ifMatch, ifAbsent, proven, ...properties }: Parameters<ObjectStore["put"]>[3] = {},
  ): Promise<ArtifactInfo> {
    checkKey(key);
    requireBucket(this.#backing.objects, bucket);
    const { file, size, md5: etag } = await this.#backing.files.write(body);
    return writeObject(this.#backing, {
      bucket,
      key,
      segments: [{ file, size }],
      etag,
      properties: { ...properties, ...defined({ checksum: proven?.() }) },
      condition: defined({ ifMatch, ifAbsent }),
    });
  }

  async copy(
    from: { readonly bucket: string; readonly key: string; readonly version?: string },
    to: { readonly bucket: string; readonly key: string },
    { properties, checksum, admit, condition }: CopyOptions = {},
  ): Promise<ArtifactInfo> {
    checkKey(to.key);
    requireBucket(this.#backing.objects, to.bucket);
    const { row, info } = this.#require(from.bucket, from.key, from.version);
    admit?.(info);
    const source = await this.#pinned(row);
    try {
      const segments = await this.#backing.files.duplicate(source.segments);
      return await writeObject(this.#backing, {
        ...to,
        segments,
        etag: row.etag,
        properties: {
          ...(properties ?? row.properties),
          ...defined({ checksum: checksum ?? row.properties.checksum }),
        },
        ...defined({ condition }),
      });
    } finally {
      source.unpin();
    }
  }

  async tag(
    { bucket, key, version }: { readonly bucket: string; readonly key: string; readonly version?: string },
    tags: Readonly<Record<string, string>>,
  ): Promise<ArtifactInfo> {
    return this.#transaction(() => {
      const { row, found } = this.#require(bucket, key, version);
      const { tags: _, ...kept } = row.properties;
      const tagged = { ...row, properties: Object.keys(tags).length === 0 ? kept : { ...kept, tags } };
      this.#backing.versions.describe(bucket, tagged);
      return infoOf(found, tagged);
    });
  }

  async hold(bucket: string, key: string): Promise<HeldObject> {
    const { row, info } = this.#require(bucket, key);
    const { files } = this.#backing;
    const { segments, unpin: release } = await this.#pinned(row);
    return {
      info,
      files: segments.map(({ file, size }) => ({ path: files.path(file), size })),
      digest: knownDigest(row, segments, { start: 0, end: row.size - 1 }),
      release,
    };
  }

  begin(): FileToCome {
    const { files, objects } = this.#backing;
    const file = files.reserve();
    return {
      path: files.path(file),
      keep: async ({ bucket, key, size, md5: etag, properties = {} }) => {
        try {
          checkKey(key);
          requireBucket(objects, bucket);
        } catch (error) {
          await files.discard([file]);
          throw error;
        }
        return writeObject(this.#backing, { bucket, key, segments: [{ file, size }], etag, properties });
      },
      drop: () => files.discard([file]),
    };
  }

  async takeFile(bucket: string, key: string, name: string): Promise<ArtifactInfo> {
    if (!INCOMING_NAME.test(name)) throw new SlipwayError("SLIP-S3-002", "There is no such file to take in.");
    const file = this.begin();
    let taken: Written;
    try {
      taken = await takeIn(join(this.#incoming, name), file.path);
    } catch (error) {
      await file.drop();
      throw artifactFailure(error);
    }
    return file.keep({ bucket, key, ...taken });
  }

  async list(bucket: string, where: ListWhere): Promise<ArtifactPage> {
    const found = requireBucket(this.#backing.objects, bucket);
    return listObjects(this.#backing.objects, bucket, where, (row) => infoOf(found, row));
  }

  async remove(bucket: string, key: string): Promise<void> {
    await this.delete(bucket, key);
  }

  async delete(
    bucket: string,
    key: string,
    { version, ...condition }: Parameters<ObjectStore["delete"]>[2] = {},
  ): Promise<Removed> {
    const { objects, versions, clock } = this.#backing;
    const { settings } = requireBucket(objects, bucket);
    let removed: Removed = {};
    free(this.#backing, () => {
      const there = version === undefined ? objects.find(bucket, key) : versions.find(bucket, key, version);
      checkCondition(there, condition);
      const how = { versioning: settings.versioning, now: clock.now().getTime() };
      const done =
        version === undefined
          ? versions.remove(bucket, key, how)
          : versions.removeVersion(bucket, key, version);
      removed = done.removed;
      return done.freed;
    });
    return removed;
  }

  createUpload(...args: Parameters<ObjectStore["createUpload"]>): Promise<UploadRef> {
    return this.#uploads.createUpload(...args);
  }

  upload(upload: UploadRef): Promise<UploadInfo> {
    return this.#uploads.upload(upload);
  }

  putPart(...args: Parameters<ObjectStore["putPart"]>): Promise<PartInfo> {
    return this.#uploads.putPart(...args);
  }

  parts(...args: Parameters<ObjectStore["parts"]>): ReturnType<ObjectStore["parts"]> {
    return this.#uploads.parts(...args);
  }

  completeUpload(...args: Parameters<ObjectStore["completeUpload"]>): Promise<ArtifactInfo> {
    return this.#uploads.completeUpload(...args);
  }

  abortUpload(upload: UploadRef): Promise<void> {
    return this.#uploads.abortUpload(upload);
  }

  uploads(...args: Parameters<ObjectStore["uploads"]>): ReturnType<ObjectStore["uploads"]> {
    return this.#uploads.uploads(...args);
  }

  #require(
    bucket: string,
    key: string,
    version?: string,
  ): { readonly row: ObjectRow; readonly found: BucketInfo; readonly info: ArtifactInfo } {
    const found = requireBucket(this.#backing.objects, bucket);
    const row = this.#backing.versions.find(bucket, key, version);
    if (row !== undefined && row.body !== "") return { row, found, info: infoOf(found, row) };
    throw missing({ bucket, key, ...defined({ version, marker: row?.version }) });
  }

  /** The files of an object, found whole and held until `unpin`. */
  async #pinned({ body }: ObjectRow): Promise<{ readonly segments: readonly Segment[]; unpin(): void }> {
    const { files, objects } = this.#backing;
    const segments = objects.segments(body);
    const unpin = files.pin(segments);
    try {
      await files.check(segments);
      return { segments, unpin };
    } catch (error) {
      unpin();
      throw error;
    }
  }

  #transaction<T>(work: () => T): T {
    try {
      return this.#backing.db.transaction(work);
    } catch (error) {
      throw artifactFailure(error);
    }
  }
}

function missing(what: {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string;
  readonly marker?: string;
}): SlipwayError {
  const { bucket, version, marker } = what;
  const key = JSON.stringify(what.key);
  if (marker !== undefined) {
    const message = `The newest version of the object ${key} is the delete marker ${marker}.`;
    return new SlipwayError("SLIP-S3-028", message, { details: { uid: marker } });
  }
  if (version === undefined)
    return new SlipwayError("SLIP-S3-002", `The bucket "${bucket}" has no object ${key}.`);
  const which = JSON.stringify(version.slice(0, 100));
  return new SlipwayError("SLIP-S3-027", `The object ${key} has no version ${which}.`);
}

const partOf = ({ size, checksum }: Segment): ObjectPart => ({
  size,
  ...(checksum == null ? {} : { checksum: JSON.parse(checksum) as Checksum }),
});

/**
 * What an object that came in one piece is compared with as all of it is read: its CRC32 where one is kept, which costs a tenth of an
 * MD5, else the MD5 that its ETag is. Hashing what is larger would take the server's time from others.
 */
function knownDigest(
  { etag, size, properties: { checksum } }: ObjectRow,
  segments: readonly Segment[],
  { start, end }: { readonly start: number; readonly end: number },
): Digest | undefined {
  const whole = start === 0 && end === size - 1;
  if (!whole || segments.length !== 1 || size > VERIFIED_BYTES || !/^[0-9a-f]{32}$/.test(etag))
    return undefined;
  return checksum?.algorithm === "CRC32" && checksum.type === "FULL_OBJECT"
    ? { algorithm: "CRC32", value: Buffer.from(checksum.value, "base64").toString("hex") }
    : { algorithm: "MD5", value: etag };
}
