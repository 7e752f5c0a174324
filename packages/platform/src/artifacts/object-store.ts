import type { Readable } from "node:stream";
import type { ArtifactInfo, ArtifactProperties, Artifacts } from "./artifacts.ts";

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

export interface UploadInfo extends UploadRef {
  readonly started: Date;
}

export interface PartInfo {
  /** 1 to 10,000. */
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
}

/** What must hold of the object that is there now, checked in the same step as the write. */
export interface WriteCondition {
  readonly ifMatch?: string;
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
  /** Looks at the very source that would be copied; what it throws is the copy's failure, and nothing is stored. */
  admit?(source: ArtifactInfo): void;
}

/** What a server of objects needs on top of what their users do: buckets, uploads in parts, copies, conditions. */
export interface ObjectStore extends Artifacts {
  buckets(): Promise<readonly BucketInfo[]>;
  /** Throws SLIP-S3-006 when it is there. */
  createBucket(bucket: string): Promise<void>;
  /** Throws SLIP-S3-005 unless it is empty. */
  removeBucket(bucket: string): Promise<void>;

  put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    properties?: ArtifactProperties & WriteCondition,
  ): Promise<ArtifactInfo>;
  /** Throws SLIP-S3-001 or 002 when it is not there. */
  open(bucket: string, key: string): Promise<OpenObject>;
  /** Throws SLIP-S3-001 or 002 when the source or the bucket of the copy is not there. */
  copy(
    from: { readonly bucket: string; readonly key: string },
    to: { readonly bucket: string; readonly key: string },
    how?: CopyOptions,
  ): Promise<ArtifactInfo>;

  createUpload(bucket: string, key: string, properties?: ArtifactProperties): Promise<UploadRef>;
  /** The same number again replaces the part. */
  putPart(upload: UploadRef, number: number, body: Readable | Buffer): Promise<PartInfo>;
  parts(
    upload: UploadRef,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly PartInfo[]>;
  /** Makes the object of the parts named; completing the same upload twice is fine. */
  completeUpload(
    upload: UploadRef,
    parts: readonly Pick<PartInfo, "number" | "etag">[],
    condition?: WriteCondition,
  ): Promise<ArtifactInfo>;
  abortUpload(upload: UploadRef): Promise<void>;
  /** Uploads under way in key order, after `after`. */
  uploads(
    bucket: string,
    page: {
      readonly prefix?: string;
      readonly after?: { readonly key: string; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly UploadInfo[]>;
}
