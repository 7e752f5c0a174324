import { type FileHandle, open, rename } from "node:fs/promises";
import { join } from "node:path";
import { headerLine, openName, type SpoolName, type SpoolTarget, sealedName } from "./spool-file.ts";

/** One file of records as it is written. */
export class OpenFile {
  readonly name: SpoolName;
  readonly target: SpoolTarget;
  /** Records that are not written yet, each with its line's end. */
  #pending: Buffer[] = [];
  pendingBytes = 0;
  bytes = 0;
  #handle: FileHandle | undefined;
  #path = "";

  constructor(name: SpoolName, target: SpoolTarget) {
    this.name = name;
    this.target = target;
  }

  add(record: Buffer): void {
    this.#pending.push(record);
    this.pendingBytes += record.length;
  }

  /** What has come since the last write is the other's. */
  movePending(to: OpenFile): void {
    for (const record of this.#pending) to.add(record);
    this.#pending = [];
    this.pendingBytes = 0;
  }

  takePending(): { readonly records: number; readonly bytes: Buffer } {
    const taken = { records: this.#pending.length, bytes: Buffer.concat(this.#pending, this.pendingBytes) };
    this.#pending = [];
    this.pendingBytes = 0;
    return taken;
  }

  /** Throws where not all of it could be written; the file is to be sealed then. Says by how many bytes it has grown. */
  async append(bytes: Buffer, folder: string): Promise<number> {
    const before = this.bytes;
    if (this.#handle === undefined) {
      this.#path = join(folder, openName(this.name));
      this.#handle = await open(this.#path, "wx", 0o600);
      const header = Buffer.from(headerLine(this.target));
      await this.#handle.writeFile(header);
      this.bytes += header.length;
    }
    await this.#handle.writeFile(bytes);
    this.bytes += bytes.length;
    return this.bytes - before;
  }

  /** It is on the disk then, and nothing more comes into it. */
  async seal(): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    try {
      await handle.datasync();
    } finally {
      await handle.close();
      await rename(this.#path, sealedName(this.#path));
    }
  }
}
