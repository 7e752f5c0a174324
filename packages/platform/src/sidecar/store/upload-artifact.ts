import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import type { RunOutput } from "@slipway/model/run-plan.ts";
import type { Artifacts, S3Uri } from "#artifacts/artifacts.ts";
import { joinKey } from "#lib/s3-uri.ts";
import { digestOf, FolderDigest } from "../artifact-digest.ts";
import { inParallel } from "../fetch/in-parallel.ts";
import { placeOf } from "../place-of.ts";
import { type LeaveOut, NEITHER } from "../sync/leave-out.ts";
import type { Folder } from "./entries-below.ts";
import { filesIn } from "./files-in.ts";
import { OUTPUT } from "./object-at.ts";
import { ownFolder } from "./own-folder.ts";
import { orLeftOut } from "./why-not.ts";

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
  readonly leaveOut: LeaveOut;
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * Stores a file by its own name below the output's place, or the files of a folder; undefined where the program has left neither, or an
 * empty folder.
 */
export async function uploadArtifact(
  output: Pick<RunOutput, "from" | "to">,
  ml: string,
  context: Context,
): Promise<StoredOutput | undefined> {
  const found = await ownFolder(ml, output.from, context.say);
  if (found === undefined) return undefined;
  const to = placeOf(output.to, OUTPUT);
  const { path, knownAs } = found;
  const there = await lstat(path);
  if (there.isFile()) {
    const name = basename(output.from);
    const { bytes, sum } = await uploadFile(path, { ...to, key: joinKey(to.key, name) }, context);
    return { uri: `s3://${to.bucket}/${joinKey(to.key, name)}`, digest: digestOf(sum), bytes };
  }
  if (there.isDirectory()) return uploadFolder(found, to, context);
  context.leaveOut(knownAs, NEITHER);
  return undefined;
}

async function uploadFolder(folder: Folder, to: S3Uri, context: Context): Promise<StoredOutput | undefined> {
  const digest = new FolderDigest();
  let files = 0;
  let bytes = 0;
  await inParallel(filesIn(folder, context.leaveOut), WIDTH, async (file) => {
    const at = { ...to, key: joinKey(to.key, file.name) };
    const stored = await uploadFile(file.path, at, context).catch(orLeftOut(file, context.leaveOut));
    if (stored === undefined) return;
    digest.add(file.name, stored.sum);
    files += 1;
    bytes += stored.bytes;
  });
  if (files === 0) return undefined;
  return { uri: `s3://${to.bucket}/${joinKey(to.key, "")}`, digest: digest.digest(), bytes };
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
