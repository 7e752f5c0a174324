import { LRUCache } from "lru-cache";
import type { Database } from "#lib/sqlite.ts";
import type { KeptProperties } from "../artifacts.ts";
import type { BucketInfo, BucketSettings } from "../object-store.ts";
import type { Segment } from "./body-files.ts";
import type { Trash } from "./trash.ts";

export interface ObjectRow {
  readonly key: string;
  /** Names its segments; empty for a delete marker. */
  readonly body: string;
  readonly size: number;
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modified: number;
  readonly properties: KeptProperties;
  readonly version: string;
  /** Of the versions of a key the least is the newest. */
  readonly rank: number;
}

/** Where a scan of a bucket starts and, if told, ends: keys by their bytes. */
export interface KeyRange {
  readonly from: Buffer;
  /** Whether a key equal to `from` is within. */
  readonly inclusive: boolean;
  /** The first key behind the range. */
  readonly until?: Buffer;
}

export interface RawRow extends Omit<ObjectRow, "key" | "properties"> {
  readonly key: Uint8Array;
  readonly properties: string;
}

export const COLUMNS = "key, body, size, etag, modified, properties, version, rank";

/** Buckets of which it is known what is asked of them: every request asks, several times. */
const MOST_KNOWN = 1_000;

/**
 * Buckets and what is in them now, in SQLite. Methods that write join the caller's transaction, which asks no more for a bucket that
 * it has changed: it may still be rolled back.
 */
export class ObjectIndex {
  readonly #trash: Trash;
  readonly #sql;
  readonly #known = new LRUCache<string, BucketInfo>({ max: MOST_KNOWN });

  constructor(db: Database, trash: Trash) {
    this.#trash = trash;
    this.#sql = statements(db);
  }

  buckets(): readonly BucketInfo[] {
    return this.#sql.buckets.all<RawBucket>().map(bucketInfo);
  }

  bucket(bucket: string): BucketInfo | undefined {
    const known = this.#known.get(bucket);
    if (known !== undefined) return known;
    const row = this.#sql.bucket.get<RawBucket>(bucket);
    if (row === undefined) return undefined;
    const info = bucketInfo(row);
    this.#known.set(bucket, info);
    return info;
  }

  addBucket(bucket: string, created: Date, settings: BucketSettings): void {
    this.#known.delete(bucket);
    this.#sql.addBucket.run(bucket, created.getTime(), JSON.stringify(settings));
  }

  configure(bucket: string, settings: BucketSettings): void {
    this.#known.delete(bucket);
    this.#sql.configure.run(JSON.stringify(settings), bucket);
  }

  dropBucket(bucket: string): void {
    this.#known.delete(bucket);
    this.#sql.dropBucket.run(bucket);
  }

  find(bucket: string, key: string): ObjectRow | undefined {
    const row = this.#sql.find.get<RawRow>(bucket, Buffer.from(key));
    return row && objectRow(row);
  }

  scan(bucket: string, range: KeyRange, limit: number): readonly ObjectRow[] {
    const statement = range.inclusive ? this.#sql.scanFrom : this.#sql.scanAfter;
    const until = range.until ?? Buffer.alloc(0);
    return statement.all<RawRow>(bucket, range.from, until.length, until, limit).map(objectRow);
  }

  segments(body: string): readonly Segment[] {
    return this.#sql.segments.all<{ file: string; size: number; checksum: string | null }>(body);
  }

  /** Notes the files of a body, which leave the trash. */
  addSegments(body: string, segments: readonly Segment[]): void {
    for (const [position, { file, size, checksum = null }] of segments.entries()) {
      this.#sql.addSegment.run(body, position, file, size, checksum);
      this.#trash.drop([file]);
    }
  }

  /** Puts an object where none is. */
  add(bucket: string, object: ObjectRow): void {
    const { key, body, size, etag, modified, properties, version, rank } = object;
    const said = JSON.stringify(properties);
    this.#sql.add.run(bucket, Buffer.from(key), body, size, etag, modified, said, version, rank);
  }

  /** Keeps other properties of an object that is there. */
  describe(bucket: string, { key, properties }: Pick<ObjectRow, "key" | "properties">): void {
    this.#sql.describe.run(JSON.stringify(properties), bucket, Buffer.from(key));
  }

  /** Takes the object's row away; its body stays. */
  drop(bucket: string, key: string): void {
    this.#sql.drop.run(bucket, Buffer.from(key));
  }

  /** Removes the object if it is there and returns its files, which are in the trash now. */
  remove(bucket: string, key: string): readonly string[] {
    const row = this.find(bucket, key);
    if (row === undefined) return [];
    this.drop(bucket, key);
    return this.dropBody(row.body);
  }

  /** Returns the body's files, which are in the trash now. */
  dropBody(body: string): readonly string[] {
    const files = this.segments(body).map((segment) => segment.file);
    for (const file of files) this.#trash.add(file);
    this.#sql.dropSegments.run(body);
    return files;
  }
}

interface RawBucket {
  readonly name: string;
  readonly created: number;
  readonly settings: string;
}

const bucketInfo = ({ name, created, settings }: RawBucket): BucketInfo => ({
  name,
  created: new Date(created),
  settings: JSON.parse(settings),
});

function statements(db: Database) {
  const scan = (from: string) =>
    db.prepare(
      `SELECT ${COLUMNS} FROM objects WHERE bucket = ? AND key ${from} ? AND (? = 0 OR key < ?) ORDER BY key LIMIT ?`,
    );
  return {
    buckets: db.prepare("SELECT name, created, settings FROM buckets ORDER BY name"),
    bucket: db.prepare("SELECT name, created, settings FROM buckets WHERE name = ?"),
    addBucket: db.prepare("INSERT INTO buckets(name, created, settings) VALUES (?, ?, ?)"),
    configure: db.prepare("UPDATE buckets SET settings = ? WHERE name = ?"),
    dropBucket: db.prepare("DELETE FROM buckets WHERE name = ?"),
    find: db.prepare(`SELECT ${COLUMNS} FROM objects WHERE bucket = ? AND key = ?`),
    scanFrom: scan(">="),
    scanAfter: scan(">"),
    segments: db.prepare("SELECT file, size, checksum FROM segments WHERE body = ? ORDER BY position"),
    add: db.prepare(`INSERT INTO objects(bucket, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    describe: db.prepare("UPDATE objects SET properties = ? WHERE bucket = ? AND key = ?"),
    addSegment: db.prepare(
      "INSERT INTO segments(body, position, file, size, checksum) VALUES (?, ?, ?, ?, ?)",
    ),
    dropSegments: db.prepare("DELETE FROM segments WHERE body = ?"),
    drop: db.prepare("DELETE FROM objects WHERE bucket = ? AND key = ?"),
  };
}

export function objectRow(row: RawRow): ObjectRow {
  return { ...row, key: Buffer.from(row.key).toString(), properties: JSON.parse(row.properties) };
}
