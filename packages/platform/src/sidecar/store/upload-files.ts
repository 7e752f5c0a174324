import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Artifacts, S3Uri } from "#artifacts/artifacts.ts";
import { joinKey } from "#lib/s3-uri.ts";
import { entriesBelow, type Folder } from "./entries-below.ts";

/**
 * Stores each file of a folder, and what is `also` given by its name, under a prefix; answers how many bytes that were. Links and
 * what is no file are left out, which `say` tells: following them could take along what is not the job's.
 */
export async function uploadFiles(
  what: { readonly folder: Folder | undefined; readonly also: Readonly<Record<string, string>> },
  to: S3Uri,
  context: Context,
): Promise<number> {
  let bytes = 0;
  for await (const entry of what.folder === undefined ? [] : entriesBelow(what.folder.path)) {
    const { path, type } = entry;
    if (type === "file")
      bytes += await uploadFile(join(what.folder?.path ?? "", path), path, { to, context });
    else if (type !== "directory")
      context.say(`${join(what.folder?.knownAs ?? "", path)} is no file and is left out`);
  }
  for (const [name, path] of Object.entries(what.also))
    bytes += await uploadFile(path, name, { to, context });
  return bytes;
}

interface Context {
  readonly artifacts: Artifacts;
  readonly say: (line: string) => void;
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

function uploadFile(
  path: string,
  name: string,
  { to, context }: { readonly to: S3Uri; readonly context: Context },
): Promise<number> {
  return context.retry(async () => {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const body = file.createReadStream();
    return (await context.artifacts.put(to.bucket, joinKey(to.key, name), body)).size;
  });
}
