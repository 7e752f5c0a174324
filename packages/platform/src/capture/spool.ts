import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fnv1a } from "@slipway/model/names.ts";
import type { Clock } from "#lib/clock.ts";
import { OpenFile } from "./open-file.ts";
import { captureKey } from "./spool-file.ts";
import { SPOOL_LIMITS, type SpoolLimits } from "./spool-limits.ts";
import { SpoolUsage } from "./spool-usage.ts";
import { writerFolder } from "./writer-folder.ts";

/** Whose record it is, and below what it goes. */
export interface RecordOf {
  readonly namespace: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly bucket: string;
  readonly prefix: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Why records are lost: memory is full, the disk is or takes nothing. */
export type SpoolLoss = "memory" | "disk";

export interface SpoolOptions {
  /** Of all writers; it is made where it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  /** Records that were taken and could not be written after all. */
  readonly lost: (of: RecordOf, records: number, error?: unknown) => void;
  readonly limits?: Partial<SpoolLimits>;
}

const HOUR_MS = 3_600_000;
/** With so much in memory nobody waits for the next flush. */
const WRITE_AT_BYTES = 1024 * 1024;

interface Spooling {
  readonly of: RecordOf;
  readonly file: OpenFile;
}

/** Records on their way to buckets, in files of this process; whoever takes a record waits for nothing. */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #limits: SpoolLimits;
  readonly #usage: SpoolUsage;
  readonly #files = new Map<string, Spooling>();
  #pendingBytes = 0;
  #folder: string | undefined;
  #writing: Promise<void> | undefined;
  /** Something came while others were written. */
  #again = false;
  #cancel: (() => void) | undefined;
  #isClosed = false;

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#limits = { ...SPOOL_LIMITS, ...options.limits };
    this.#usage = new SpoolUsage(options.folder, this.#limits);
  }

  /** Undefined when the record is taken. */
  add(of: RecordOf, line: string): SpoolLoss | undefined {
    const record = Buffer.from(`${line}\n`);
    if (this.#isClosed || this.#pendingBytes + record.length > this.#limits.pendingBytes) return "memory";
    if (this.#usage.isFull(shareOf(of), this.#now())) return "disk";
    this.#fileOf(of).file.add(record);
    this.#pendingBytes += record.length;
    if (this.#pendingBytes >= WRITE_AT_BYTES) void this.#write();
    this.#cancel ??= this.#options.clock.after(this.#limits.flushMs, () => this.#tick());
    return undefined;
  }

  /** Writes and seals what there is. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel?.();
    await this.#write();
    for (const [key, spooling] of [...this.#files]) await this.#seal(key, spooling);
  }

  #tick(): void {
    this.#cancel = undefined;
    void this.#write().then(() => {
      if (this.#files.size === 0 || this.#isClosed) return;
      this.#cancel ??= this.#options.clock.after(this.#limits.flushMs, () => this.#tick());
    });
  }

  #fileOf(of: RecordOf): Spooling {
    const { namespace, endpoint, variant, bucket, prefix, at } = of;
    const hour = Math.floor(at / HOUR_MS);
    const key = JSON.stringify([namespace, endpoint, variant, bucket, prefix, hour]);
    const known = this.#files.get(key);
    if (known !== undefined) return known;
    const id = randomUUID();
    const name = { share: shareOf(of), begunAt: this.#now(), id };
    const target = { namespace, bucket, key: captureKey({ prefix, endpoint, variant, at, id }) };
    const made = { of, file: new OpenFile(name, target) };
    this.#files.set(key, made);
    return made;
  }

  /** Resolves once all that there is now has been written. */
  #write(): Promise<void> {
    this.#again = true;
    this.#writing ??= this.#writeWhileAsked();
    return this.#writing;
  }

  async #writeWhileAsked(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      await this.#writeAll();
    }
    this.#writing = undefined;
  }

  async #writeAll(): Promise<void> {
    for (const [key, spooling] of [...this.#files]) {
      const { file } = spooling;
      const ok = await this.#writeFile(spooling);
      const isOld = this.#now() - file.name.begunAt >= this.#limits.ageMs;
      if (!ok || isOld || file.bytes >= this.#limits.fileBytes) await this.#seal(key, spooling);
    }
  }

  /** False where the file takes nothing more. */
  async #writeFile({ of, file }: Spooling): Promise<boolean> {
    const { records, bytes } = file.takePending();
    if (records === 0) return true;
    const { share } = file.name;
    try {
      this.#folder ??= await this.#openFolder();
      await this.#usage.look(this.#now());
      if (!this.#usage.allows(share, bytes.length)) throw new Error("the spool has no room left");
      this.#usage.wrote(share, await file.append(bytes, this.#folder));
      return true;
    } catch (error) {
      // It may have been taken away, and is made anew then.
      this.#folder = undefined;
      this.#options.lost(of, records, error);
      return false;
    } finally {
      this.#pendingBytes -= bytes.length;
    }
  }

  /** Records that came while it was written go into another. */
  async #seal(key: string, { of, file }: Spooling): Promise<void> {
    this.#files.delete(key);
    if (file.pendingBytes > 0) file.movePending(this.#fileOf(of).file);
    // One that cannot be sealed is taken for whole once this process has ended.
    await file.seal().catch(() => {});
  }

  async #openFolder(): Promise<string> {
    const folder = join(this.#options.folder, await writerFolder(process.pid));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return folder;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

const shareOf = ({ namespace, endpoint }: RecordOf): string => fnv1a(`${namespace}/${endpoint}`);
