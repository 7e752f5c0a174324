import type { Readable } from "node:stream";
import type {
  ArtifactInfo,
  ArtifactProperties,
  Artifacts,
  Checksum,
  ListWhere,
  ObjectChecksum,
} from "./artifacts.ts";

export interface BucketInfo {
  readonly name: string;
  readonly created: Date;
  readonly settings: BucketSettings;
}

/** What is asked of a bucket. */
export interface BucketSettings {
  /** What its creator named as its place. */
  readonly region?: string;
  /** Absent: it has never kept versions. */
  readonly versioning?: "Enabled" | "Suspended";
  /** When its objects go by themselves. */
  readonly expiry?: readonly ExpiryRule[];
  /** What a door keeps of it, by names of the door's own. */
  readonly documents?: Readonly<Record<string, string>>;
}

/** What goes by itself, and when; a rule is of the objects that all its conditions hold of. */
export interface ExpiryRule {
  readonly id: string;
  readonly prefix?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** In bytes. */
  readonly largerThan?: number;
  readonly smallerThan?: number;
  /** Days that an object stays. */
  readonly days?: number;
  /** From this time on objects go; in milliseconds since 1970. */
  readonly at?: number;
  /** Whether a delete marker goes that no version is left behind. */
  readonly loneMarkers?: boolean;
  /** Days that a version stays once it was replaced. */
  readonly noncurrentDays?: number;
  /** So many of the newest replaced versions stay, however old. */
  readonly noncurrentKept?: number;
  /** Days that an upload may be under way. */
  readonly uploadDays?: number;
}

/** One version of an object. */
export interface ObjectVersion extends ArtifactInfo {
  /** `null` for one that was written while its bucket kept none. */
  readonly version: string;
  readonly latest: boolean;
  /** It says that the object was removed, and has no bytes. */
  readonly marker: boolean;
}

export interface VersionPage {
  readonly items: readonly ObjectVersion[];
  readonly prefixes: readonly string[];
  /** Go on after this; absent where nothing follows. A common prefix has no version. */
  readonly next?: VersionMark;
}

export interface VersionMark {
  readonly key: string;
  /** Absent: behind all versions of the key. */
  readonly version?: string;
}

/** What removing did: the version that went, or the marker that came, where the bucket keeps versions. */
export interface Removed {
  readonly version?: string;
  /** Whether what went or came is a delete marker. */
  readonly marker?: boolean;
}

/** A part as it lies in an object that came in parts. */
export interface ObjectPart {
  readonly size: number;
  readonly checksum?: Checksum;
}

/** A multipart upload under way. */
export interface UploadRef {
  readonly bucket: string;
  readonly key: string;
  readonly id: string;
}

/** What the checksum of the object that an upload becomes will be. */
export type UploadChecksum = Pick<ObjectChecksum, "algorithm" | "type">;

export interface UploadInfo extends UploadRef {
  readonly started: Date;
  readonly checksum?: UploadChecksum;
}

/** What a body was proven to be, asked for once it has ended. */
export interface Proof<C extends Checksum> {
  proven?(): C | undefined;
}

export interface PartInfo {
  /** 1 to 10,000. */
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly checksum?: Checksum;
}

/** What must hold of the object that is there now, checked in the same step as the write; else SLIP-S3-014 and nothing is written. */
export interface WriteCondition {
  /** Its ETag, or `*` for any. SLIP-S3-002 where there is no object. */
  readonly ifMatch?: string;
  /** Its `lastModified`, which an equal object put in its place has not. SLIP-S3-002 where there is no object. */
  readonly ifModifiedAt?: Date;
  /** There must be none. */
  readonly ifAbsent?: boolean;
}

/** One version of an object, held while it is open: what replaces or removes it does not touch the bytes read here. */
export interface OpenObject {
  readonly info: ArtifactInfo;
  /** What it was made of; one where it came whole. */
  readonly parts: readonly ObjectPart[];
  /** `range` is inclusive, in bytes, and within the object. Call it once; the stream's end or destruction closes. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
  /** The same for who is done with a piece before the next is asked for, and keeps none: it costs a good part less. */
  pieces(range?: { readonly start: number; readonly end: number }): AsyncGenerator<Uint8Array>;
  /** When nothing is read. */
  close(): void;
}

export interface CopyOptions {
  /** Replace the source's; absent means they are copied too. */
  readonly properties?: ArtifactProperties;
  /** Replaces the source's; absent means it is copied too. */
  readonly checksum?: ObjectChecksum;
  /** Of what is at the copy's place now. */
  readonly condition?: WriteCondition;
  /** Looks at the very source that would be copied; what it throws is the copy's failure, and nothing is stored. */
  admit?(source: ArtifactInfo): void;
}

/** What a server of objects needs on top of what their users do: buckets, uploads in parts, copies, conditions. */
export interface ObjectStore extends Artifacts {
  /** In the order of their names. */
  buckets(): Promise<readonly BucketInfo[]>;
  /** Undefined when it is not there. */
  bucket(bucket: string): Promise<BucketInfo | undefined>;
  /** Throws SLIP-S3-006 when it is there. */
  createBucket(bucket: string, settings?: BucketSettings): Promise<void>;
  /** Changes what is asked of a bucket, in one step. Throws SLIP-S3-001. */
  configure(bucket: string, change: (settings: BucketSettings) => BucketSettings): Promise<void>;
  /** Throws SLIP-S3-005 unless it is empty, of versions and markers too. */
  removeBucket(bucket: string): Promise<void>;

  put(
    bucket: string,
    key: string,
    body: Readable | AsyncIterable<Uint8Array> | Buffer,
    properties?: ArtifactProperties & WriteCondition & Proof<ObjectChecksum>,
  ): Promise<ArtifactInfo>;
  /** Throws SLIP-S3-001 or 002 when it is not there, SLIP-S3-027 where that version is not, and SLIP-S3-028 where it is a marker. */
  open(bucket: string, key: string, version?: string): Promise<OpenObject>;
  /** A version, a marker too, or without one what is newest; undefined when it is not there. */
  version(bucket: string, key: string, version?: string): Promise<ObjectVersion | undefined>;
  /** In the order of the keys' bytes, the newest version of each first. */
  versions(
    bucket: string,
    where: Pick<ListWhere, "prefix" | "delimiter" | "limit"> & { readonly after?: VersionMark },
  ): Promise<VersionPage>;
  /**
   * Removes that version for good; without one what `remove` does. What is not there is fine, unless `ifMatch` or `ifModifiedAt` asks
   * for its ETag or for the very write that it came by: SLIP-S3-014 and 002.
   */
  delete(
    bucket: string,
    key: string,
    how?: { readonly version?: string } & Pick<WriteCondition, "ifMatch" | "ifModifiedAt">,
  ): Promise<Removed>;
  /** Throws SLIP-S3-001 or 002 when the source or the bucket of the copy is not there. */
  copy(
    from: { readonly bucket: string; readonly key: string; readonly version?: string },
    to: { readonly bucket: string; readonly key: string },
    how?: CopyOptions,
  ): Promise<ArtifactInfo>;
  /** Gives an object other tags; its bytes and its time stay. Throws as `open` does. */
  tag(
    at: { readonly bucket: string; readonly key: string; readonly version?: string },
    tags: Readonly<Record<string, string>>,
  ): Promise<ArtifactInfo>;

  /** Begins an upload; it takes no space of its own, and is given up when it lies untouched for long. */
  createUpload(
    bucket: string,
    key: string,
    properties?: ArtifactProperties,
    checksum?: UploadChecksum,
  ): Promise<UploadRef>;
  /** SLIP-S3-007 where the upload is over. */
  upload(upload: UploadRef): Promise<UploadInfo>;
  /** Numbers from 1 to 10,000, in any order; the same number again replaces the part. SLIP-S3-007 where the upload is over. */
  putPart(
    upload: UploadRef,
    number: number,
    body: Readable | AsyncIterable<Uint8Array> | Buffer,
    proof?: Proof<Checksum>,
  ): Promise<PartInfo>;
  /** At most `limit` parts in the order of their numbers, after the number `after`; 0 begins. SLIP-S3-007 where the upload is over. */
  parts(
    upload: UploadRef,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly PartInfo[]>;
  /**
   * Makes the object of the parts named, in this order; what was uploaded and is not named goes. Completing the same upload twice is
   * fine. Throws SLIP-S3-008 and 009 for parts that are not there, out of order or too small, and leaves the upload as it was.
   */
  completeUpload(
    upload: UploadRef,
    parts: readonly Pick<PartInfo, "number" | "etag">[],
    how?: WriteCondition & { readonly checksum?: ObjectChecksum },
  ): Promise<ArtifactInfo>;
  /** Its parts go with it. SLIP-S3-007 where the upload is over. */
  abortUpload(upload: UploadRef): Promise<void>;
  /** At most `limit` uploads under way, in the order of keys and then ids, after `after`. */
  uploads(
    bucket: string,
    page: {
      readonly prefix?: string;
      readonly after?: { readonly key: string; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly UploadInfo[]>;
}
