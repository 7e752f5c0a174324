import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { defined, SlipwayError } from "@slipway/model";
import type { Client, S3Object } from "@slipway/sdk";
import { fileError } from "../errors/file-error.ts";
import { isWorthLaying, type Lay } from "./lay-by-clone.ts";

/** A namespace's own bucket, where the CLI puts what people give it. */
export const bucketOf = (namespace: string): string => `slipway-${namespace}`;

/** How an upload is followed and ended. */
export interface UploadOptions {
  /** Ends it at once: what was sent until then is no object. */
  readonly signal: AbortSignal;
  /** Called with the size of each part of a file as it goes out, and of a file that is there already. */
  readonly onBytes?: (bytes: number) => void;
  /** Where a file may be laid before the home instead of being sent. */
  readonly lay?: Lay;
}

interface Upload {
  readonly at: S3Object;
  readonly file: { readonly path: string; readonly size: number };
}

/** Puts the file there, or touches it where it is there already, whole; says whether it was sent. */
export async function uploadOnce(client: Client, upload: Upload, options: UploadOptions): Promise<boolean> {
  if ((await sendUnlessThere(client, upload, options)) !== false) return true;
  return !(await touched(client, upload)) && (await sendUnlessThere(client, upload, options)) !== false;
}

/** Marks what is there as new, so that nobody takes it for forgotten; false where it is gone meanwhile. */
async function touched(client: Client, { at, file }: Upload): Promise<boolean> {
  return file.size > MOST_TOUCHED_BYTES || client.aws.touchObject(at);
}

async function sendUnlessThere(
  client: Client,
  { at, file }: Upload,
  { signal, onBytes = () => {}, lay }: UploadOptions,
): Promise<"sent" | "cloned" | false> {
  if ((await client.aws.objectSize(at, signal)) === file.size) {
    onBytes(file.size);
    return false;
  }
  if (
    lay !== undefined &&
    isWorthLaying(file.size) &&
    (await isTaken(client, { at, file }, { lay, signal }))
  ) {
    onBytes(file.size);
    return "cloned";
  }
  const stream = ReadableStream.from(counted(file.path, { signal, onBytes }));
  await client.aws.putObject(at, { stream, size: file.size }, signal);
  return "sent";
}

async function isTaken(
  client: Client,
  { at, file }: Upload,
  { lay, signal }: { readonly lay: Lay; readonly signal: AbortSignal },
): Promise<boolean> {
  const laid = await lay(file.path);
  if (laid === undefined) return false;
  try {
    return await client.aws.takeObject(at, laid.source, signal);
  } finally {
    await laid.remove();
  }
}

async function* counted(
  path: string,
  { signal, onBytes }: Required<Pick<UploadOptions, "signal" | "onBytes">>,
): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, {
    signal,
    highWaterMark: READ_BYTES,
  }) as AsyncIterable<Buffer>) {
    yield chunk;
    onBytes(chunk.length);
  }
}

export interface NamedFile {
  readonly path: string;
  /** Relative to the folder given, with slashes. */
  readonly name: string;
  readonly size: number;
}

interface LocalFile extends NamedFile {
  readonly sha256: string;
}

/** S3 copies no more in one request. */
const MOST_TOUCHED_BYTES = 5 * 1024 ** 3;
const AT_ONCE = 4;
const READ_BYTES = 256 * 1024;

export interface DataUploadOptions extends UploadOptions {
  /** Called with how much there is, before it is read and again before it is sent. */
  readonly onSize?: (bytes: number, going: "read" | "sent") => void;
}

/** What was uploaded: its prefix as `s3://`, and how much of it had to be sent. */
export interface Uploaded {
  readonly uri: string;
  readonly files: number;
  readonly sent: number;
  /** How many of those sent took neither time nor space. */
  readonly cloned: number;
  readonly bytes: number;
}

/** Uploads a file or a folder, as `uploadFiles` does. */
export async function uploadData(
  client: Client,
  { bucket, path }: { readonly bucket: string; readonly path: string },
  options: DataUploadOptions,
): Promise<Uploaded> {
  const files = await filesAt(path).catch((error: unknown) => {
    options.signal.throwIfAborted();
    throw fileError(path, error);
  });
  if (files.length === 0) throw new SlipwayError("SLIP-CLI-002", `${path} holds no files`);
  return uploadFiles(client, { bucket, files }, options);
}

/** Uploads files under a prefix that their names and content give, so that the same are sent once. */
export async function uploadFiles(
  client: Client,
  { bucket, files: named }: { readonly bucket: string; readonly files: readonly NamedFile[] },
  options: DataUploadOptions,
): Promise<Uploaded> {
  const { signal } = options;
  const files = await hashed(named, options);
  const digest = createHash("sha256");
  for (const { name, sha256 } of files) digest.update(`${sha256} ${name}\n`);
  const prefix = `data/${digest.digest("hex").slice(0, 32)}/`;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  options.onSize?.(bytes, "sent");
  const uploadOf = (file: LocalFile): Upload => ({ at: { bucket, key: `${prefix}${file.name}` }, file });
  let sent = 0;
  let cloned = 0;
  const queue = [...files];
  const work = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const how = await sendUnlessThere(client, uploadOf(file), options);
      if (how !== false) sent += 1;
      if (how === "cloned") cloned += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  // One file that is new keeps all of them.
  const [smallest] = [...files].sort((a, b) => a.size - b.size);
  if (sent === 0 && smallest !== undefined && !(await touched(client, uploadOf(smallest))))
    return uploadFiles(client, { bucket, files: named }, { signal });
  return { uri: `s3://${bucket}/${prefix}`, files: files.length, sent, cloned, bytes };
}

async function filesAt(path: string): Promise<readonly NamedFile[]> {
  const isFolder = (await stat(path)).isDirectory();
  const names = isFolder ? await namesBelow(path, "", [await realpath(path)]) : [""];
  const found: NamedFile[] = [];
  for (const name of names.sort()) {
    const at = join(path, name);
    found.push({ path: at, name: name === "" ? basename(path) : name, size: (await stat(at)).size });
  }
  return found;
}

async function hashed(
  files: readonly NamedFile[],
  { signal, onSize, onBytes }: DataUploadOptions,
): Promise<readonly LocalFile[]> {
  onSize?.(
    files.reduce((sum, { size }) => sum + size, 0),
    "read",
  );
  const found: LocalFile[] = [];
  for (const file of files) {
    const sha256 = await digestOf(file.path, defined({ signal, onBytes })).catch((error: unknown) => {
      signal.throwIfAborted();
      throw fileError(file.path, error);
    });
    found.push({ ...file, sha256 });
  }
  return found;
}

/** Links are followed, as the aws CLI does, but for one that leads back to a folder that it lies in. */
async function namesBelow(folder: string, below: string, within: readonly string[]): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(folder, below))) {
    const name = below === "" ? entry : `${below}/${entry}`;
    const path = join(folder, name);
    const found = await stat(path);
    if (found.isFile()) names.push(name);
    if (!found.isDirectory()) continue;
    const real = await realpath(path);
    if (!within.includes(real)) names.push(...(await namesBelow(folder, name, [...within, real])));
  }
  return names;
}

async function digestOf(
  path: string,
  { signal, onBytes }: Pick<UploadOptions, "signal" | "onBytes">,
): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(
    createReadStream(path, { highWaterMark: READ_BYTES }),
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        onBytes?.(chunk.length);
        yield chunk;
      }
    },
    hash,
    { signal },
  );
  return hash.digest("hex");
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".csv": "text/csv",
  ".libsvm": "text/libsvm",
  ".svm": "text/libsvm",
  ".json": "application/json",
  ".jsonl": "application/jsonlines",
};

/** By the name's ending; undefined where it says nothing. */
export function contentTypeOf(name: string): string | undefined {
  return CONTENT_TYPES[extname(name).toLowerCase()];
}
