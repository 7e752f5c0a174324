import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import type { RunOutput } from "@slipway/model/run-plan.ts";
import type { Artifacts, S3Uri } from "#artifacts/artifacts.ts";
import { joinKey } from "#lib/s3-uri.ts";
import { digestOf, FolderDigest } from "../artifact-digest.ts";
import { inParallel } from "../fetch/in-parallel.ts";
import { placeOf } from "../place-of.ts";
import { entriesBelow, type Folder } from "./entries-below.ts";
import { OUTPUT } from "./object-at.ts";
import { ownFolder } from "./own-folder.ts";

/** Files at once. */
const WIDTH = 8;

export interface StoredOutput {
  /** Of a folder it ends with a slash. */
  readonly uri: string;
  readonly digest: string;
  readonly bytes: number;
}

interface Context {
  readonly artifacts: Artifacts;
  readonly say: (line: string) => void;
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Stores a file by its own name below the output's place, or the files of a folder; undefined where the program has left neither, or an
 * empty folder. Links and what is no file are left out, which `say` tells.
 */
export async function uploadArtifact(
  output: Pick<RunOutput, "from" | "to">,
  ml: string,
  context: Context,
): Promise<StoredOutput | undefined> {
  const found = await ownFolder(ml, output.from, context.say);
  if (found === undefined) return undefined;
  const to = placeOf(output.to, OUTPUT);
  if (!(await lstat(found.path)).isDirectory()) {
    const name = basename(output.from);
    const { bytes, sum } = await uploadFile(found.path, { ...to, key: joinKey(to.key, name) }, context);
    return { uri: `s3://${to.bucket}/${joinKey(to.key, name)}`, digest: digestOf(sum), bytes };
  }
  return uploadFolder(found, to, context);
}

async function uploadFolder(folder: Folder, to: S3Uri, context: Context): Promise<StoredOutput | undefined> {
  const digest = new FolderDigest();
  let files = 0;
  let bytes = 0;
  await inParallel(filesOf(folder, context.say), WIDTH, async (path) => {
    const at = { ...to, key: joinKey(to.key, path) };
    const stored = await uploadFile(join(folder.path, path), at, context);
    digest.add(path, stored.sum);
    files += 1;
    bytes += stored.bytes;
  });
  if (files === 0) return undefined;
  return { uri: `s3://${to.bucket}/${joinKey(to.key, "")}`, digest: digest.digest(), bytes };
}

async function* filesOf({ path, knownAs }: Folder, say: Context["say"]): AsyncGenerator<string> {
  for await (const entry of entriesBelow(path)) {
    if (entry.type === "file") yield entry.path;
    else if (entry.type !== "directory") say(`${join(knownAs, entry.path)} is no file and is left out`);
  }
}

function uploadFile(
  path: string,
  to: S3Uri,
  { artifacts, retry }: Context,
): Promise<{ readonly bytes: number; readonly sum: string }> {
  return retry(async () => {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const hash = createHash("sha256");
    async function* hashed(): AsyncGenerator<Uint8Array> {
      for await (const chunk of file.createReadStream() as AsyncIterable<Buffer>) {
        hash.update(chunk);
        yield chunk;
      }
    }
    const body = Readable.from(hashed(), { objectMode: false });
    const { size } = await artifacts.put(to.bucket, to.key, body);
    return { bytes: size, sum: hash.digest("hex") };
  });
}
