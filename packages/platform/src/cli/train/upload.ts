import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { SlipwayError } from "@slipway/model";
import type { Client, S3Object } from "@slipway/sdk";

/** A namespace's own bucket, where the CLI puts what people give it. */
export const bucketOf = (namespace: string): string => `slipway-${namespace}`;

/** Puts the file there unless it is there already, whole; says whether it had to. */
export async function uploadOnce(
  client: Client,
  at: S3Object,
  file: { readonly path: string; readonly size: number },
): Promise<boolean> {
  if ((await client.aws.objectSize(at)) === file.size) return false;
  const stream = Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>;
  await client.aws.putObject(at, { stream, size: file.size });
  return true;
}

interface LocalFile {
  readonly path: string;
  /** Relative to the folder given, with slashes. */
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

const AT_ONCE = 4;

/**
 * Uploads a file or a folder under a prefix that its content gives, so that the same data is sent once; resolves with
 * the prefix as `s3://`.
 */
export async function uploadData(
  client: Client,
  bucket: string,
  path: string,
): Promise<{ readonly uri: string; readonly files: number; readonly sent: number; readonly bytes: number }> {
  const files = await localFiles(path);
  if (files.length === 0) throw new SlipwayError("SLIP-CLI-002", `${path} holds no files`);
  const digest = createHash("sha256");
  for (const { name, sha256 } of files) digest.update(`${sha256} ${name}\n`);
  const prefix = `data/${digest.digest("hex").slice(0, 32)}/`;
  let sent = 0;
  const queue = [...files];
  const work = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      if (await uploadOnce(client, { bucket, key: `${prefix}${file.name}` }, file)) sent += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { uri: `s3://${bucket}/${prefix}`, files: files.length, sent, bytes };
}

async function localFiles(path: string): Promise<readonly LocalFile[]> {
  try {
    const found = await stat(path);
    const names = found.isDirectory() ? await namesBelow(path, "") : [""];
    const files: LocalFile[] = [];
    for (const name of names.sort()) {
      const at = join(path, name);
      files.push({
        path: at,
        name: name === "" ? basename(path) : name,
        size: (await stat(at)).size,
        sha256: await digestOf(at),
      });
    }
    return files;
  } catch (error) {
    throw new SlipwayError("SLIP-CLI-002", `${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function namesBelow(folder: string, below: string): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await namesBelow(folder, name)));
    else if ((await stat(join(folder, name))).isFile()) names.push(name);
  }
  return names;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
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
