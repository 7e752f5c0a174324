import { createHash, randomBytes } from "node:crypto";
import type { Readable } from "node:stream";
import { defined, SlipwayError } from "@slipway/model";
import type { ArtifactInfo, ArtifactProperties, Checksum, ObjectChecksum } from "../artifacts.ts";
import { checkKey } from "../object-names.ts";
import type {
  ObjectStore,
  PartInfo,
  Proof,
  UploadChecksum,
  UploadInfo,
  UploadRef,
  WriteCondition,
} from "../object-store.ts";
import { artifactFailure } from "./artifact-failure.ts";
import { type FolderBacking, free, infoOf, requireBucket, writeObject } from "./object-writer.ts";
import { type PartRow, partInfo, type UploadIndex, type UploadRow } from "./upload-index.ts";

const MAX_PARTS = 10_000;
const MIN_PART_BYTES = 5 * 1024 * 1024;
const ABANDONED_MS = 7 * 24 * 60 * 60 * 1000;

type Uploads = Pick<
  ObjectStore,
  "createUpload" | "upload" | "putPart" | "parts" | "completeUpload" | "abortUpload" | "uploads"
>;
type WantedPart = Pick<PartInfo, "number" | "etag">;

/** Uploads in parts: parts are files of their own, and the object is made of them without copying a byte. */
export class FolderUploads implements Uploads {
  readonly #backing: FolderBacking;
  readonly #index: UploadIndex;

  constructor(backing: FolderBacking, index: UploadIndex) {
    this.#backing = backing;
    this.#index = index;
  }

  async createUpload(
    bucket: string,
    key: string,
    properties: ArtifactProperties = {},
    checksum?: UploadChecksum,
  ): Promise<UploadRef> {
    checkKey(key);
    this.dropAbandoned();
    const upload = { bucket, key, id: randomBytes(16).toString("hex") };
    this.#transaction(() => {
      requireBucket(this.#backing.objects, bucket);
      this.#index.add(upload, this.#backing.clock.now(), { properties, ...defined({ checksum }) });
    });
    return upload;
  }

  async upload(upload: UploadRef): Promise<UploadInfo> {
    const { started, checksum } = this.#underWay(upload);
    return { ...upload, started: new Date(started), ...defined({ checksum }) };
  }

  async putPart(
    upload: UploadRef,
    number: number,
    body: Readable | AsyncIterable<Uint8Array> | Buffer,
    proof: Proof<Checksum> = {},
  ): Promise<PartInfo> {
    if (!Number.isInteger(number) || number < 1 || number > MAX_PARTS) {
      throw new SlipwayError("SLIP-S3-017", `A part's number must be from 1 to ${MAX_PARTS}, got ${number}.`);
    }
    this.#underWay(upload);
    const { file, size, md5 } = await this.#backing.files.write(body);
    const proven = proof.proven?.();
    const checksum = proven === undefined ? null : JSON.stringify(proven);
    const modified = this.#backing.clock.now().getTime();
    const part: PartRow = { number, file, size, etag: md5, modified, checksum };
    try {
      const freed = await this.#backing.commits.run(() => {
        this.#underWay(upload);
        return this.#index.putPart(upload, part);
      });
      this.#backing.files.kept([file]);
      if (freed.length > 0) void this.#backing.files.sweep(freed);
    } catch (error) {
      await this.#backing.files.discard([file]);
      throw artifactFailure(error);
    }
    return partInfo(part);
  }

  async parts(
    upload: UploadRef,
    page: { readonly after: number; readonly limit: number },
  ): Promise<readonly PartInfo[]> {
    this.#underWay(upload);
    return this.#index.parts(upload, page).map(partInfo);
  }

  async completeUpload(
    upload: UploadRef,
    parts: readonly WantedPart[],
    { checksum, ...condition }: WriteCondition & { readonly checksum?: ObjectChecksum } = {},
  ): Promise<ArtifactInfo> {
    const done = this.#completed(upload);
    if (done !== undefined) return done;
    const properties = { ...this.#underWay(upload).properties, ...defined({ checksum }) };
    const chosen = this.#choose(upload, parts);
    const etag = `${md5OfMd5s(chosen)}-${chosen.length}`;
    const { bucket, key } = upload;
    return writeObject(this.#backing, { bucket, key, segments: chosen, etag, properties, condition }, () =>
      this.#index.complete(upload, etag),
    );
  }

  async abortUpload(upload: UploadRef): Promise<void> {
    this.#underWay(upload);
    this.#remove(upload);
  }

  async uploads(
    bucket: string,
    page: {
      readonly prefix?: string;
      readonly after?: { readonly key: string; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly UploadInfo[]> {
    requireBucket(this.#backing.objects, bucket);
    const { prefix = "", after } = page;
    const from =
      after === undefined || Buffer.compare(Buffer.from(after.key), Buffer.from(prefix)) < 0
        ? { key: Buffer.from(prefix), id: "" }
        : { key: Buffer.from(after.key), id: after.id };
    const found = this.#index.underWay(bucket, from, page.limit);
    return found.filter((upload) => upload.key.startsWith(prefix));
  }

  /** Uploads that had no part for a week: their client is gone. */
  dropAbandoned(): void {
    const since = new Date(this.#backing.clock.now().getTime() - ABANDONED_MS);
    for (const upload of this.#index.untouchedSince(since)) this.#remove(upload);
  }

  /** Within the transaction that removes the bucket; returns files that are in the trash now. */
  dropBucket(bucket: string): readonly string[] {
    return this.#index.ofBucket(bucket).flatMap((upload) => this.#index.remove(upload));
  }

  #remove(upload: UploadRef): void {
    free(this.#backing, () => this.#index.remove(upload));
  }

  #underWay(upload: UploadRef): UploadRow {
    const found = this.#index.find(upload);
    if (found !== undefined && found.completed === undefined) return found;
    requireBucket(this.#backing.objects, upload.bucket);
    throw new SlipwayError(
      "SLIP-S3-007",
      `No upload ${JSON.stringify(upload.id.slice(0, 64))} is under way for that key.`,
    );
  }

  /** The object an upload became, for a client whose first answer got lost; nothing once another object took its place. */
  #completed(upload: UploadRef): ArtifactInfo | undefined {
    const etag = this.#index.find(upload)?.completed;
    if (etag === undefined) return undefined;
    const row = this.#backing.objects.find(upload.bucket, upload.key);
    const bucket = requireBucket(this.#backing.objects, upload.bucket);
    return row?.etag === etag ? infoOf(bucket, row) : undefined;
  }

  #choose(upload: UploadRef, wanted: readonly WantedPart[]): readonly PartRow[] {
    if (wanted.length === 0)
      throw new SlipwayError("SLIP-S3-024", "The list of parts is empty; at least one was expected.");
    const there = new Map(
      this.#index.parts(upload, { after: 0, limit: MAX_PARTS }).map((part) => [part.number, part]),
    );
    checkOrder(wanted);
    return wanted.map(({ number, etag }, at) => {
      const part = there.get(number);
      if (part?.etag !== etag) {
        throw new SlipwayError("SLIP-S3-008", `Part ${number} with the ETag "${etag}" was not uploaded.`);
      }
      if (part.size < MIN_PART_BYTES && at < wanted.length - 1) {
        throw new SlipwayError(
          "SLIP-S3-009",
          `Part ${number} has ${part.size} bytes; all but the last need ${MIN_PART_BYTES}.`,
        );
      }
      return part;
    });
  }

  #transaction<T>(work: () => T): T {
    try {
      return this.#backing.db.transaction(work);
    } catch (error) {
      throw artifactFailure(error);
    }
  }
}

function checkOrder(wanted: readonly WantedPart[]): void {
  for (const [at, { number }] of wanted.entries()) {
    const before = wanted[at - 1]?.number ?? 0;
    if (number > before) continue;
    throw new SlipwayError(
      "SLIP-S3-029",
      `Parts must be listed in ascending order, got ${number} after ${before}.`,
    );
  }
}

function md5OfMd5s(parts: readonly PartRow[]): string {
  const hash = createHash("md5");
  for (const part of parts) hash.update(Buffer.from(part.etag, "hex"));
  return hash.digest("hex");
}
