import type { ArtifactInfo, ArtifactProperties, Artifacts } from "./artifacts.ts";

/** What a content is known by. */
export interface Digest {
  readonly algorithm: "MD5" | "CRC32";
  /** Hexadecimal. */
  readonly value: string;
}

/** An object as the files that hold its bytes, one after the other. They never change, and stay until `release`. */
export interface HeldObject {
  readonly info: ArtifactInfo;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Of the whole, where it is known and little enough to be compared. */
  readonly digest: Digest | undefined;
  release(): void;
}

/** A file that another program writes; nothing refers to it until `keep`, and after `drop` or a crash it is removed. */
export interface FileToCome {
  readonly path: string;
  /** Makes it an object; it is whole and on the disk. When this throws the file is gone. */
  keep(object: {
    readonly bucket: string;
    readonly key: string;
    readonly size: number;
    /** Hexadecimal. */
    readonly md5: string;
    readonly properties?: ArtifactProperties;
  }): Promise<ArtifactInfo>;
  drop(): Promise<void>;
}

/** Artifacts that lie on this machine: a program beside us takes and leaves their bytes as files, and only names come by us. */
export interface KeptFiles extends Pick<Artifacts, "bucketExists" | "head" | "list" | "remove"> {
  /** Throws NotFound, and SLIP-S3-020 where a file is damaged. */
  hold(bucket: string, key: string): Promise<HeldObject>;
  /** Throws SLIP-S3-015 where nothing may be stored. */
  begin(): FileToCome;
}
