import type { Checksum } from "#artifacts/artifacts.ts";
import type { ObjectStore } from "#artifacts/object-store.ts";
import type { XmlObject } from "./xml/parse-body.ts";

export interface ProvenBody {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The checksum that it was proven to have; undefined before its end, and where there is none. */
  proven(): Checksum | undefined;
}

/** One authenticated S3 request, taken apart. */
export interface S3Call {
  readonly store: ObjectStore;
  /** Empty for ListBuckets alone. */
  readonly bucket: string;
  /** Empty for operations on buckets. */
  readonly key: string;
  /** The time of the request. */
  readonly now: Date;
  /** Of the access key: who owns what is listed. */
  readonly accountId: string;
  /** The region the client signed for. */
  readonly region: string;
  /** By lower-case name. */
  header(name: string): string | undefined;
  query(name: string): string | undefined;
  /** The object's bytes, proven when they end without an error. `reckon`: an algorithm, where the request states no checksum. */
  body(reckon?: string): ProvenBody;
  /** A whole body of XML with this root. The checksums in the headers are its own, unless they are said to be of the object. */
  xml(root: string, headers?: { readonly checksums: "of the object" }): Promise<XmlObject>;
  /** The names of all headers, lower-case. */
  headerNames(): Iterable<string>;
  /** Puts a header on the answer, also where the operation fails afterwards. */
  tell(name: string, value: string): void;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | number>>;
  /** XML text, or an object's bytes: as many as its `content-length` says, and each piece is sent before the next is asked for. */
  readonly body?: string | AsyncIterable<Uint8Array>;
}

/** One operation of S3. */
export interface S3Operation {
  readonly name: string;
  /** What it changes, which is what rights are given for. */
  readonly writes: false | "objects" | "buckets";
  /** Query parameters it understands; any other is answered with NotImplemented. */
  readonly query: readonly string[];
  run(call: S3Call): Promise<S3Answer>;
}
