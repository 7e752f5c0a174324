import type { Readable } from "node:stream";
import type { ArtifactInfo, ArtifactProperties, Artifacts, Checksum, ObjectChecksum } from "./artifacts.ts";

export interface BucketInfo {
  readonly name: string;
  readonly created: Date;
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
  /** Its ETag. SLIP-S3-002 where there is no object. */
  readonly ifMatch?: string;
  /** There must be none. */
  readonly ifAbsent?: boolean;
}

/** One version of an object, held while it is open: what replaces or removes it does not touch the bytes read here. */
export interface OpenObject {
  readonly info: ArtifactInfo;
  /** `range` is inclusive, in bytes, and within the object. Call it once; the stream's end or destruction closes. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
  /** When nothing is read. */
  close(): void;
}

export interface CopyOptions {
  /** Replace the source's; absent means they are copied too. */
  readonly properties?: ArtifactProperties;
  /** Replaces the source's; absent means it is copied too. */
  readonly checksum?: ObjectChecksum;
  /** Looks at the very source that would be copied; what it throws is the copy's failure, and nothing is stored. */
  admit?(source: ArtifactInfo): void;
}

/** What a server of objects needs on top of what their users do: buckets, uploads in parts, copies, conditions. */
export interface ObjectStore extends Artifacts {
  /** In the order of their names. */
  buckets(): Promise<readonly BucketInfo[]>;
  /** Throws SLIP-S3-006 when it is there. */
  createBucket(bucket: string): Promise<void>;
  /** Throws SLIP-S3-005 unless it is empty. */
  removeBucket(bucket: string): Promise<void>;

  put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    properties?: ArtifactProperties & WriteCondition & Proof<ObjectChecksum>,
  ): Promise<ArtifactInfo>;
  /** Throws SLIP-S3-001 or 002 when it is not there. */
  open(bucket: string, key: string): Promise<OpenObject>;
  /** Throws SLIP-S3-001 or 002 when the source or the bucket of the copy is not there. */
  copy(
    from: { readonly bucket: string; readonly key: string },
    to: { readonly bucket: string; readonly key: string },
    how?: CopyOptions,
  ): Promise<ArtifactInfo>;
  /** Gives an object other tags; its bytes and its time stay. Throws SLIP-S3-001 or 002 when it is not there. */
  tag(bucket: string, key: string, tags: Readonly<Record<string, string>>): Promise<ArtifactInfo>;

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
    body: Readable | Buffer,
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
