import { defined } from "@slipway/model";
import type { Database } from "#lib/sqlite.ts";
import type { ArtifactProperties, Checksum } from "../artifacts.ts";
import type { PartInfo, UploadChecksum, UploadInfo, UploadRef } from "../object-store.ts";
import type { Trash } from "./trash.ts";

export interface UploadRow {
  readonly properties: ArtifactProperties;
  readonly started: number;
  readonly checksum?: UploadChecksum;
  /** The ETag of the object it became; absent while it is under way. */
  readonly completed?: string;
}

export interface PartRow {
  readonly number: number;
  readonly file: string;
  readonly size: number;
  readonly etag: string;
  readonly modified: number;
  /** JSON of a `Checksum`. */
  readonly checksum: string | null;
}

/** Uploads in parts, in SQLite. Methods that write join the caller's transaction. */
export class UploadIndex {
  readonly #trash: Trash;
  readonly #sql;

  constructor(db: Database, trash: Trash) {
    this.#trash = trash;
    this.#sql = statements(db);
  }

  add(
    upload: UploadRef,
    started: Date,
    { properties, checksum }: Pick<UploadRow, "properties" | "checksum">,
  ): void {
    const at = started.getTime();
    const kept = checksum === undefined ? null : JSON.stringify(checksum);
    this.#sql.add.run(...place(upload), at, at, JSON.stringify(properties), kept);
  }

  find(upload: UploadRef): UploadRow | undefined {
    const row = this.#sql.find.get<RawUpload>(...place(upload));
    if (row === undefined) return undefined;
    const { started, completed } = row;
    const properties = JSON.parse(row.properties) as ArtifactProperties;
    return {
      properties,
      started,
      ...defined({ checksum: parsed<UploadChecksum>(row.checksum), completed: completed ?? undefined }),
    };
  }

  /** Replaces the part of that number and returns the file it had, which is in the trash now. */
  putPart(upload: UploadRef, part: PartRow): readonly string[] {
    const before = this.#sql.part.get<{ file: string }>(upload.id, part.number);
    if (before !== undefined) this.#trash.add(before.file);
    const { number, file, size, etag, modified, checksum } = part;
    this.#sql.putPart.run(upload.id, number, file, size, etag, modified, checksum);
    this.#sql.touch.run(part.modified, ...place(upload));
    this.#trash.drop([part.file]);
    return before === undefined ? [] : [before.file];
  }

  parts(upload: UploadRef, page: { readonly after: number; readonly limit: number }): readonly PartRow[] {
    return this.#sql.parts.all<Record<keyof PartRow, never>>(upload.id, page.after, page.limit);
  }

  /** Forgets the parts, remembers the outcome for a client that asks again; returns all parts' files, in the trash now. */
  complete(upload: UploadRef, etag: string): readonly string[] {
    const files = this.#dropParts(upload.id);
    this.#sql.complete.run(etag, ...place(upload));
    return files;
  }

  /** Returns the parts' files, which are in the trash now. */
  remove(upload: UploadRef): readonly string[] {
    const files = this.#dropParts(upload.id);
    this.#sql.drop.run(...place(upload));
    return files;
  }

  /** Uploads, also completed ones, that nobody touched since. */
  untouchedSince(time: Date): readonly UploadRef[] {
    return this.#sql.untouched.all<RawRef>(time.getTime()).map(uploadRef);
  }

  ofBucket(bucket: string): readonly UploadRef[] {
    return this.#sql.ofBucket.all<RawRef>(bucket).map(uploadRef);
  }

  underWay(
    bucket: string,
    from: { readonly key: Buffer; readonly id: string },
    limit: number,
  ): readonly UploadInfo[] {
    const rows = this.#sql.underWay.all<RawRef & { started: number; checksum: string | null }>(
      bucket,
      from.key,
      from.key,
      from.id,
      limit,
    );
    return rows.map((row) => ({
      ...uploadRef(row),
      started: new Date(row.started),
      ...defined({ checksum: parsed<UploadChecksum>(row.checksum) }),
    }));
  }

  #dropParts(upload: string): readonly string[] {
    const files = this.#sql.files.all<{ file: string }>(upload).map((row) => row.file);
    for (const file of files) this.#trash.add(file);
    this.#sql.dropParts.run(upload);
    return files;
  }
}

export const partInfo = ({ number, size, etag, modified, checksum }: PartRow): PartInfo => ({
  number,
  size,
  etag,
  lastModified: new Date(modified),
  ...defined({ checksum: parsed<Checksum>(checksum) }),
});

interface RawUpload {
  readonly properties: string;
  readonly started: number;
  readonly checksum: string | null;
  readonly completed: string | null;
}

function parsed<T>(json: string | null): T | undefined {
  return json === null ? undefined : (JSON.parse(json) as T);
}

interface RawRef {
  readonly bucket: string;
  readonly key: Uint8Array;
  readonly id: string;
}

const uploadRef = ({ bucket, key, id }: RawRef): UploadRef => ({
  bucket,
  key: Buffer.from(key).toString(),
  id,
});
const place = (upload: UploadRef) => [upload.bucket, Buffer.from(upload.key), upload.id] as const;

function statements(db: Database) {
  const here = "bucket = ? AND key = ? AND id = ?";
  return {
    add: db.prepare(
      "INSERT INTO uploads(bucket, key, id, started, touched, properties, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    find: db.prepare(`SELECT properties, started, checksum, completed FROM uploads WHERE ${here}`),
    touch: db.prepare(`UPDATE uploads SET touched = ? WHERE ${here}`),
    complete: db.prepare(`UPDATE uploads SET completed = ? WHERE ${here}`),
    drop: db.prepare(`DELETE FROM uploads WHERE ${here}`),
    untouched: db.prepare("SELECT bucket, key, id FROM uploads WHERE touched < ? ORDER BY touched LIMIT 100"),
    ofBucket: db.prepare("SELECT bucket, key, id FROM uploads WHERE bucket = ?"),
    underWay: db.prepare(
      `SELECT bucket, key, id, started, checksum FROM uploads
       WHERE bucket = ? AND completed IS NULL AND (key > ? OR (key = ? AND id > ?)) ORDER BY key, id LIMIT ?`,
    ),
    part: db.prepare("SELECT file FROM parts WHERE upload = ? AND number = ?"),
    putPart: db.prepare(
      "INSERT OR REPLACE INTO parts(upload, number, file, size, etag, modified, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    parts: db.prepare(
      "SELECT number, file, size, etag, modified, checksum FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?",
    ),
    files: db.prepare("SELECT file FROM parts WHERE upload = ?"),
    dropParts: db.prepare("DELETE FROM parts WHERE upload = ?"),
  };
}
