import { constants, createWriteStream } from "node:fs";
import { chmod, copyFile, link, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { finished, pipeline } from "node:stream/promises";
import type {
  ArtifactInfo,
  ArtifactProperties,
  Artifacts,
  CopiesFiles,
  ListWhere,
  Shown,
  ShowsFiles,
} from "#artifacts/artifacts.ts";
import { artifactFailure } from "#artifacts/folder/artifact-failure.ts";
import { readFiles, within } from "#artifacts/folder/read-files.ts";
import { writeFile } from "#artifacts/folder/write-file.ts";
import type { Asked } from "./messages.ts";

/** Asks the server, and rejects with its error. */
export type Call = <N extends keyof Asked>(
  name: N,
  ...args: Parameters<Asked[N]>
) => Promise<ReturnType<Asked[N]>>;

type Held = ReturnType<Asked["hold"]>;

/**
 * The artifacts folder of the server beside us: it is asked for names, and bytes are read and written as files. Once the
 * signal is given whatever is under way fails, and so does all that is asked after.
 */
export class FarArtifacts implements Artifacts, CopiesFiles, ShowsFiles {
  readonly #call: Call;
  readonly #signal: AbortSignal;
  readonly #mayLink: boolean;

  /** `mayLink`: who is shown a file is another user than its owner, and so cannot write to a link to it. */
  constructor(call: Call, signal: AbortSignal, { mayLink = false }: { readonly mayLink?: boolean } = {}) {
    this.#signal = signal;
    this.#mayLink = mayLink;
    this.#call = (name, ...args) => {
      signal.throwIfAborted();
      return call(name, ...args);
    };
  }

  async bucketExists(bucket: string): Promise<boolean> {
    return this.#call("bucketExists", bucket);
  }

  async head(bucket: string, key: string): Promise<ArtifactInfo | undefined> {
    return this.#call("head", bucket, key);
  }

  async list(bucket: string, where: ListWhere): ReturnType<Artifacts["list"]> {
    return this.#call("list", bucket, where);
  }

  async remove(bucket: string, key: string): Promise<void> {
    return this.#call("remove", bucket, key);
  }

  async get(
    bucket: string,
    key: string,
    range?: { readonly start: number; readonly end?: number },
  ): ReturnType<Artifacts["get"]> {
    const held = await this.#call("hold", bucket, key);
    try {
      const part = within(held.info.size, range);
      const isWhole = part.start === 0 && part.end === held.info.size - 1;
      const body = this.#read(held, { range: part, digest: isWhole ? held.digest : undefined });
      body.once("close", () => void this.#drop(held));
      return { info: held.info, body };
    } catch (error) {
      await this.#drop(held);
      throw error;
    }
  }

  async put(
    bucket: string,
    key: string,
    body: Readable | Buffer,
    properties: ArtifactProperties = {},
  ): Promise<ArtifactInfo> {
    const source = Buffer.isBuffer(body) ? undefined : body;
    const stop = () => source?.destroy(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    try {
      return await this.#put(body, { bucket, key, properties });
    } finally {
      this.#signal.removeEventListener("abort", stop);
      source?.destroy();
    }
  }

  async copyObject(bucket: string, key: string, path: string): Promise<ArtifactInfo> {
    const held = await this.#call("hold", bucket, key);
    try {
      await this.#copy(held, path);
      await chmod(path, 0o644);
      return held.info;
    } catch (error) {
      // What was there before is not ours to remove.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") await rm(path, { force: true });
      throw error;
    } finally {
      await this.#drop(held);
    }
  }

  async showObject(
    bucket: string,
    key: string,
    path: string,
  ): Promise<{ readonly info: ArtifactInfo; readonly as: Shown }> {
    const held = await this.#call("hold", bucket, key);
    try {
      const as = await this.#shown(held, path);
      if (as !== undefined) return { info: held.info, as };
    } finally {
      await this.#drop(held);
    }
    return { info: await this.copyObject(bucket, key, path), as: "copy" };
  }

  /** Undefined where the file system makes neither, or the object is not one file; nothing is at the path then that was not there. */
  async #shown({ files }: Held, path: string): Promise<Shown | undefined> {
    const [only, ...others] = files;
    if (only === undefined || others.length > 0) return undefined;
    if (this.#mayLink && (await isDone(() => link(only.path, path)))) {
      // Its folder is closed to all others.
      await chmod(path, 0o644);
      return "link";
    }
    const flags = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE;
    if (!(await isDone(() => copyFile(only.path, path, flags)))) return undefined;
    await chmod(path, 0o644);
    return "clone";
  }

  async #put(
    body: Readable | Buffer,
    {
      properties,
      ...name
    }: { readonly bucket: string; readonly key: string; readonly properties: ArtifactProperties },
  ): Promise<ArtifactInfo> {
    const { path, handle } = await this.#call("begin");
    try {
      const written = await writeFile(path, body);
      return await this.#call("keep", handle, { ...name, ...written, properties });
    } catch (error) {
      await this.#drop({ handle });
      throw artifactFailure(error);
    }
  }

  /** A clone where the file system makes some, else a copy in the kernel; then the copy is compared with what was stored. */
  async #copy(held: Held, path: string): Promise<void> {
    const [only, ...others] = held.files;
    const whole = { start: 0, end: held.info.size - 1 };
    if (only === undefined || others.length > 0) {
      const flags = { flags: "wx", mode: 0o644 };
      await pipeline(this.#read(held, { range: whole }), createWriteStream(path, flags), {
        signal: this.#signal,
      });
      return;
    }
    await copyFile(only.path, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    this.#signal.throwIfAborted();
    if (held.digest === undefined) return;
    const copy = readFiles({
      files: [{ path, size: only.size }],
      range: whole,
      digest: held.digest,
      named: only.path,
    });
    await finished(copy.resume(), { signal: this.#signal });
  }

  #read(held: Held, part: Omit<Parameters<typeof readFiles>[0], "files">): Readable {
    const body = readFiles({ files: held.files, ...part });
    const stop = () => body.destroy(this.#signal.reason);
    this.#signal.addEventListener("abort", stop);
    body.once("close", () => this.#signal.removeEventListener("abort", stop));
    return body;
  }

  /** A server that is gone holds nothing. */
  async #drop({ handle }: { readonly handle: number }): Promise<void> {
    if (!this.#signal.aborted) await this.#call("drop", handle).catch(() => {});
  }
}

/** False where the file system, its limits or this user do not allow it; what is at the place already is thrown. */
async function isDone(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw error;
    return false;
  }
}
