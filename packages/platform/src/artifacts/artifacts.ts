import type { Readable } from "node:stream";

/** S3's name of an algorithm, e.g. `CRC64NVME`. */
export interface Checksum {
  readonly algorithm: string;
  /** Base64; behind one that is made of the parts' stands `-` and how many they are. */
  readonly value: string;
}

/** A checksum that was proven as the object came. */
export interface ObjectChecksum extends Checksum {
  readonly type: "FULL_OBJECT" | "COMPOSITE";
}

/** One object of a bucket. `etag` has no quotes; `size` is in bytes. */
export interface ArtifactInfo {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly contentType?: string;
  /**
   * Headers kept with it, by lower-case name: cache-control, content-disposition, -encoding, -language, expires; and what S3 tells of
   * how it is kept, x-amz-storage-class and x-amz-server-side-encryption.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent where it has none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Absent where no writer stated one. */
  readonly checksum?: ObjectChecksum;
  /** Absent where its bucket has never kept versions. */
  readonly version?: string;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a writer may say of an object besides its bytes. */
export type ArtifactProperties = Partial<Pick<ArtifactInfo, "contentType" | "headers" | "metadata" | "tags">>;

/** What is kept of an object besides its bytes. */
export type KeptProperties = ArtifactProperties & Pick<ArtifactInfo, "checksum">;

/** What a list is of: in the order of the keys' bytes. */
export interface ListWhere {
  /** Only keys that begin so; absent means all. */
  readonly prefix?: string;
  /** Keys that have it behind the prefix are not told themselves, but once by what they begin with up to it. */
  readonly delimiter?: string;
  /** Only what stands behind this key or common prefix. */
  readonly after?: string;
  /** Keys and common prefixes together, at most; 1 or more. */
  readonly limit: number;
}

export interface ArtifactPage {
  readonly items: readonly ArtifactInfo[];
  /** Key prefixes up to the delimiter, when one was asked for. */
  readonly prefixes: readonly string[];
  /** Go on after this; absent where nothing follows. */
  readonly next?: string;
}

/**
 * Buckets of immutable objects with S3's names and rules: where inputs come from and models go. Errors are `SlipwayError`s of the
 * area S3: a bucket that is missing is SLIP-S3-001, an object SLIP-S3-002. What has resolved outlives a crash. Bodies are streams;
 * nothing is held whole in memory.
 */
export interface Artifacts {
  /** Throws where the store does not say, as for a bucket of somebody else's. */
  bucketExists(bucket: string): Promise<boolean>;
  /** An object that is missing is undefined, not an error. */
  head(bucket: string, key: string): Promise<ArtifactInfo | undefined>;
  /**
   * `range` is inclusive, in bytes, and cut at the object's end; one that begins behind it is SLIP-S3-013. The bytes are those of the
   * object as it is now, whatever replaces it while they are read; the stream fails rather than ends early. Whoever does not read it to its end destroys it.
   */
  get(
    bucket: string,
    key: string,
    range?: { readonly start: number; readonly end?: number },
  ): Promise<{ readonly info: ArtifactInfo; readonly body: Readable }>;
  /**
   * The object is there whole or not at all, and a body that breaks off leaves the one before. Of two writers at once the one that
   * ends last has it. A key that S3 does not allow is SLIP-S3-004.
   */
  put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    properties?: ArtifactProperties,
  ): Promise<ArtifactInfo>;
  list(bucket: string, where: ListWhere): Promise<ArtifactPage>;
  /** Removing what is not there is fine. A bucket that keeps versions keeps those. */
  remove(bucket: string, key: string): Promise<void>;
}

/** An ability of artifacts: buckets can be made. */
export interface MakesBuckets {
  /** Throws SLIP-S3-006 when it is there. */
  createBucket(bucket: string): Promise<void>;
}

export const makesBuckets = (artifacts: Artifacts): artifacts is Artifacts & MakesBuckets =>
  "createBucket" in artifacts;

/** An ability of artifacts on this machine: bytes become a file without passing through the caller. */
export interface CopiesFiles {
  /** Makes the object's bytes a new file that everybody may read; nothing stays when it throws. What is at the path is EEXIST. */
  copyObject(bucket: string, key: string, path: string): Promise<ArtifactInfo>;
}

/** An ability of artifacts on this machine: a file that the home's own user laid into its folder becomes an object without being copied. */
export interface TakesFiles {
  /** `name` is the file's there; it is gone afterwards. Throws SLIP-S3-002 where there is none. */
  takeFile(bucket: string, key: string, name: string): Promise<ArtifactInfo>;
}

export const takesFiles = (artifacts: object): artifacts is TakesFiles => "takeFile" in artifacts;

/** How bytes got to a place: nothing was copied for a link and, until one of the two is written to, for a clone. */
export type Shown = "link" | "clone" | "copy";

/** An ability of artifacts on this machine: bytes become a file to read, at best without a copy. */
export interface ShowsFiles {
  /** As `copyObject`; who is given the file cannot change the object by it. */
  showObject(
    bucket: string,
    key: string,
    path: string,
  ): Promise<{ readonly info: ArtifactInfo; readonly as: Shown }>;
}

export const showsFiles = (artifacts: Artifacts): artifacts is Artifacts & ShowsFiles =>
  "showObject" in artifacts;

export const copiesFiles = (artifacts: Artifacts): artifacts is Artifacts & CopiesFiles =>
  "copyObject" in artifacts;

export interface S3Uri {
  readonly bucket: string;
  /** Without a leading slash; may be empty. */
  readonly key: string;
}
