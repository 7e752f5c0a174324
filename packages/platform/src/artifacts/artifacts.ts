import type { Readable } from "node:stream";

/** One object of a bucket. `etag` has no quotes; `size` is in bytes. */
export interface ArtifactInfo {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
  readonly contentType?: string;
  /** Standard headers kept with it, by lower-case name: cache-control, content-disposition, -encoding, -language, expires. */
  readonly headers?: Readonly<Record<string, string>>;
  /** User metadata, names in lower case without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What a writer may say of an object besides its bytes. */
export type ArtifactProperties = Partial<Pick<ArtifactInfo, "contentType" | "headers" | "metadata">>;

/** What a list is of: keys by their bytes, at most `limit` entries, after a key. */
export interface ListWhere {
  readonly prefix?: string;
  readonly delimiter?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface ArtifactPage {
  readonly items: readonly ArtifactInfo[];
  /** Key prefixes up to the delimiter, when one was asked for. */
  readonly prefixes: readonly string[];
  /** Go on after this key. */
  readonly next?: string;
}

/**
 * Buckets of immutable objects with S3's names and rules: where inputs come from and models go.
 * Errors are `SlipwayError`s of the area S3. Bodies are streams; nothing is held whole in memory.
 */
export interface Artifacts {
  bucketExists(bucket: string): Promise<boolean>;
  /** NotFound is an answer here, not an error. */
  head(bucket: string, key: string): Promise<ArtifactInfo | undefined>;
  /** `range` is inclusive, in bytes. Throws NotFound. */
  get(
    bucket: string,
    key: string,
    range?: { readonly start: number; readonly end?: number },
  ): Promise<{ readonly info: ArtifactInfo; readonly body: Readable }>;
  /** The object is there whole or not at all. */
  put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    properties?: ArtifactProperties,
  ): Promise<ArtifactInfo>;
  list(bucket: string, where: ListWhere): Promise<ArtifactPage>;
  remove(bucket: string, key: string): Promise<void>;
}

/** An ability of artifacts on this machine: bytes become a file without passing through the caller. */
export interface CopiesFiles {
  /** Makes the object's bytes a new file that everybody may read; nothing stays when it throws. What is at the path is EEXIST. */
  copyTo(bucket: string, key: string, path: string): Promise<ArtifactInfo>;
}

export const copiesFiles = (artifacts: Artifacts): artifacts is Artifacts & CopiesFiles =>
  "copyTo" in artifacts;

export interface S3Uri {
  readonly bucket: string;
  /** Without a leading slash; may be empty. */
  readonly key: string;
}
