import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import type { Header } from "tar-stream";
import {
  BACKUP_FORMAT,
  type BackupHeader,
  DIGESTS_NAME,
  HEADER_NAME,
  isBackupName,
} from "./archive-format.ts";
import { badBackup } from "./bad-backup.ts";
import { checkRoom } from "./check-room.ts";

/** An entry's bytes. */
type Content = AsyncIterable<Uint8Array>;

/** What the header and the list of digests may take up in memory: a list of ten million files. */
const LARGEST_NOTE = 1024 ** 3;

/** Writes the entries of an archive below a folder, and knows what is wrong with them. */
export class ArchiveContent {
  readonly #archive: string;
  readonly #into: string;
  readonly #digests = new Map<string, string>();
  #header: BackupHeader | undefined;
  #listed: string | undefined;
  #bytes = 0;

  constructor(archive: string, into: string) {
    this.#archive = archive;
    this.#into = into;
  }

  /** Absent in a backup from before there was one. */
  get header(): BackupHeader | undefined {
    return this.#header;
  }

  /** The SHA-256 of each file, by name. */
  get digests(): ReadonlyMap<string, string> {
    return this.#digests;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One entry to its end. */
  async take({ name, type, size = 0 }: Header, content: Content): Promise<void> {
    if (this.#listed !== undefined) throw this.#bad(`goes on after its end with ${JSON.stringify(name)}`);
    if (name === HEADER_NAME && this.#header === undefined && this.#digests.size === 0) {
      this.#header = this.#headerIn(await this.#note(content, size));
      await checkRoom(this.#into, this.#header.bytes);
    } else if (name === DIGESTS_NAME) {
      this.#listed = await this.#note(content, size);
    } else if (type === "file" && isBackupName(name)) {
      await this.#file(name, size, content);
    } else {
      throw this.#bad(`holds ${type} ${JSON.stringify(name)}`);
    }
  }

  /** After the last entry: throws unless all is there that the archive itself says. */
  end(): void {
    if (this.#header === undefined) return;
    if (this.#listed === undefined) throw this.#bad(`ends before its ${DIGESTS_NAME}: it was cut off`);
    const { files, bytes } = this.#header;
    const announced = `announces ${files} of ${bytes}`;
    if (this.#digests.size !== files || this.#bytes !== bytes)
      throw this.#bad(`holds ${this.#digests.size} files of ${this.#bytes} bytes, and ${announced}`);
    const lines = this.#listed.split("\n").filter((line) => line !== "");
    const expected = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
    for (const [name, digest] of this.#digests)
      if (expected.get(name) !== digest)
        throw this.#bad(`holds ${name} with another content than its ${DIGESTS_NAME} says`);
  }

  async #file(name: string, size: number, content: Content): Promise<void> {
    if (this.#digests.has(name)) throw this.#bad(`holds ${name} twice`);
    this.#bytes += size;
    if (this.#header === undefined) await checkRoom(this.#into, size);
    else if (this.#bytes > this.#header.bytes)
      throw this.#bad(`holds more than the ${this.#header.bytes} bytes that it announces`);
    this.#digests.set(name, await write(content, join(this.#into, name)));
  }

  async #note(content: Content, size: number): Promise<string> {
    if (size > LARGEST_NOTE) throw this.#bad(`has a list of ${size} bytes`);
    return text(content);
  }

  #headerIn(content: string): BackupHeader {
    let header: Partial<BackupHeader> | null = null;
    try {
      header = JSON.parse(content) as Partial<BackupHeader> | null;
    } catch {
      // Told below, as a header with something else in it is.
    }
    const { format = -1, bytes = -1, files = -1, version } = header ?? {};
    if (![format, bytes, files].every((value) => Number.isSafeInteger(value) && value >= 0))
      throw this.#bad(`has a ${HEADER_NAME} that is damaged`);
    if (format > BACKUP_FORMAT)
      throw this.#bad(
        `has form ${format}, of Slipway ${version}; this Slipway knows forms up to ${BACKUP_FORMAT}`,
      );
    return header as BackupHeader;
  }

  #bad(what: string) {
    return badBackup(this.#archive, what);
  }
}

async function write(content: Content, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  const hashed = async function* (chunks: Content): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(content, hashed, createWriteStream(path, { flags: "wx", mode: 0o600 }));
  return hash.digest("hex");
}
