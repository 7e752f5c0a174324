import { randomBytes } from "node:crypto";
import type { Database } from "#lib/sqlite.ts";
import type { BucketSettings, Removed } from "../object-store.ts";
import type { Segment } from "./body-files.ts";
import {
  COLUMNS,
  type KeyRange,
  type ObjectIndex,
  type ObjectRow,
  objectRow,
  type RawRow,
} from "./object-index.ts";

type Versioning = BucketSettings["versioning"];
type NewRow = Omit<ObjectRow, "version" | "rank">;

/** What a write did; the files of what it replaced for good are in the trash. */
export interface VersionWritten {
  readonly row: ObjectRow;
  readonly freed: readonly string[];
}

export interface VersionRemoved {
  readonly removed: Removed;
  readonly freed: readonly string[];
}

/** The version that a bucket has of a key while it keeps none. */
const NULL = "null";

/**
 * What was, behind what is: writes and removals by the rules of S3's versioning. Every method that writes joins the caller's
 * transaction.
 */
export class VersionIndex {
  readonly #objects: ObjectIndex;
  readonly #sql;

  constructor(db: Database, objects: ObjectIndex) {
    this.#objects = objects;
    this.#sql = statements(db);
  }

  put(
    bucket: string,
    object: NewRow,
    how: { readonly segments: readonly Segment[]; readonly versioning: Versioning },
  ): VersionWritten {
    const { key } = object;
    const freed = this.#makeRoom(bucket, key, how.versioning);
    const row =
      how.versioning === undefined
        ? { ...object, version: NULL, rank: 0 }
        : { ...object, version: newVersion(how.versioning), rank: this.#nextRank(bucket, key) };
    this.#objects.add(bucket, row);
    this.#objects.addSegments(row.body, how.segments);
    return { row, freed };
  }

  /** Removes the object; where versions are kept, a delete marker says so from then on. */
  remove(
    bucket: string,
    key: string,
    how: { readonly versioning: Versioning; readonly now: number },
  ): VersionRemoved {
    const { versioning, now } = how;
    if (versioning === undefined) return { removed: {}, freed: this.#objects.remove(bucket, key) };
    const freed = this.#makeRoom(bucket, key, versioning);
    const version = newVersion(versioning);
    const empty = { body: "", size: 0, etag: "", properties: {} };
    this.#add(bucket, { ...empty, key, modified: now, version, rank: this.#nextRank(bucket, key) });
    return { removed: { version, marker: true }, freed };
  }

  /** Removes one version for good, if it is there; what is newest then is what is there. */
  removeVersion(bucket: string, key: string, version: string): VersionRemoved {
    const current = this.#objects.find(bucket, key);
    if (current?.version === version) {
      const freed = this.#objects.remove(bucket, key);
      this.#promote(bucket, key);
      return { removed: { version }, freed };
    }
    const row = this.#find(bucket, key, version);
    if (row === undefined) return { removed: { version }, freed: [] };
    const freed = this.#dropRow(bucket, row);
    if (current === undefined) this.#promote(bucket, key);
    return { removed: { version, ...(row.body === "" ? { marker: true } : {}) }, freed };
  }

  /** A version, or what is newest: what is there, or the marker that says that nothing is. */
  find(bucket: string, key: string, version?: string): ObjectRow | undefined {
    const current = this.#objects.find(bucket, key);
    if (current !== undefined && (version === undefined || current.version === version)) return current;
    return version === undefined ? this.newest(bucket, key) : this.#find(bucket, key, version);
  }

  /** Keeps other properties of a version that is there. */
  describe(
    bucket: string,
    { key, version, properties }: Pick<ObjectRow, "key" | "version" | "properties">,
  ): void {
    if (this.#objects.find(bucket, key)?.version === version)
      this.#objects.describe(bucket, { key, properties });
    else this.#sql.describe.run(JSON.stringify(properties), bucket, Buffer.from(key), version);
  }

  /** What was before what is there now. */
  newest(bucket: string, key: string): ObjectRow | undefined {
    const row = this.#sql.newest.get<RawRow>(bucket, Buffer.from(key));
    return row && objectRow(row);
  }

  isEmpty(bucket: string): boolean {
    return this.#sql.any.get(bucket) === undefined;
  }

  /** All versions by key and then age, from a key on; with `rank` only those of that key that are older than that. */
  scan(bucket: string, range: KeyRange & { readonly rank?: number }, limit: number): readonly ObjectRow[] {
    const { from, rank, until = Buffer.alloc(0) } = range;
    const behind = range.inclusive ? Number.MIN_SAFE_INTEGER : (rank ?? Number.MAX_SAFE_INTEGER);
    const of = [bucket, from, from, behind, until.length, until] as const;
    return this.#sql.scan.all<RawRow>(...of, ...of, limit).map(objectRow);
  }

  /** What must go or move before something new is there: whatever has no version of its own is replaced, the rest is kept. */
  #makeRoom(bucket: string, key: string, versioning: Versioning): readonly string[] {
    const current = this.#objects.find(bucket, key);
    if (versioning === undefined || (versioning === "Suspended" && current?.version === NULL)) {
      return this.#objects.remove(bucket, key);
    }
    if (current !== undefined) {
      this.#objects.drop(bucket, key);
      this.#add(bucket, current);
    }
    const unversioned = versioning === "Suspended" ? this.#find(bucket, key, NULL) : undefined;
    return unversioned === undefined ? [] : this.#dropRow(bucket, unversioned);
  }

  /** Makes the newest version what is there, unless it is a marker. */
  #promote(bucket: string, key: string): void {
    const newest = this.newest(bucket, key);
    if (newest === undefined || newest.body === "") return;
    this.#sql.drop.run(bucket, Buffer.from(key), newest.rank);
    this.#objects.add(bucket, newest);
  }

  #find(bucket: string, key: string, version: string): ObjectRow | undefined {
    const row = this.#sql.find.get<RawRow>(bucket, Buffer.from(key), version);
    return row && objectRow(row);
  }

  #dropRow(bucket: string, { key, rank, body }: ObjectRow): readonly string[] {
    this.#sql.drop.run(bucket, Buffer.from(key), rank);
    return body === "" ? [] : this.#objects.dropBody(body);
  }

  #nextRank(bucket: string, key: string): number {
    const { rank } = this.#sql.least.get<{ rank: number | null }>(bucket, Buffer.from(key)) ?? {};
    return (rank ?? 0) - 1;
  }

  #add(bucket: string, { key, body, size, etag, modified, properties, version, rank }: ObjectRow): void {
    const said = JSON.stringify(properties);
    this.#sql.add.run(bucket, Buffer.from(key), body, size, etag, modified, said, version, rank);
  }
}

const newVersion = (versioning: Versioning): string =>
  versioning === "Enabled" ? randomBytes(16).toString("hex") : NULL;

function statements(db: Database) {
  const from = "bucket = ? AND key >= ? AND (key > ? OR rank > ?) AND (? = 0 OR key < ?)";
  return {
    find: db.prepare(`SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND key = ? AND version = ?`),
    newest: db.prepare(`SELECT ${COLUMNS} FROM versions WHERE bucket = ? AND key = ? ORDER BY rank LIMIT 1`),
    least: db.prepare("SELECT min(rank) AS rank FROM versions WHERE bucket = ? AND key = ?"),
    any: db.prepare("SELECT 1 FROM versions WHERE bucket = ? LIMIT 1"),
    add: db.prepare(`INSERT INTO versions(bucket, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`),
    drop: db.prepare("DELETE FROM versions WHERE bucket = ? AND key = ? AND rank = ?"),
    describe: db.prepare("UPDATE versions SET properties = ? WHERE bucket = ? AND key = ? AND version = ?"),
    scan: db.prepare(
      `SELECT ${COLUMNS} FROM objects WHERE ${from} UNION ALL SELECT ${COLUMNS} FROM versions WHERE ${from}
       ORDER BY key, rank LIMIT ?`,
    ),
  };
}
