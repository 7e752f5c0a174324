import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { Artifacts, S3Uri } from "#artifacts/artifacts.ts";
import { isKey } from "#artifacts/object-names.ts";
import { joinKey } from "#lib/s3-uri.ts";
import { type LeaveOut, NO_KEY } from "../sync/leave-out.ts";
import type { Folder } from "./entries-below.ts";
import { filesIn } from "./files-in.ts";
import { orLeftOut } from "./why-not.ts";

/** Stores each file of a folder, and what is `also` given by its name, under a prefix; answers how many bytes that were. */
export async function uploadFiles(
  what: { readonly folder: Folder | undefined; readonly also: Readonly<Record<string, string>> },
  to: S3Uri,
  context: Context,
): Promise<number> {
  const { folder, also } = what;
  const { leaveOut } = context;
  let bytes = 0;
  for await (const file of folder === undefined ? [] : filesIn(folder, leaveOut)) {
    const key = joinKey(to.key, file.name);
    if (!isKey(key)) leaveOut(file.knownAs, NO_KEY);
    else
      bytes += (await uploadFile(file.path, { ...to, key }, context).catch(orLeftOut(file, leaveOut))) ?? 0;
  }
  for (const [name, path] of Object.entries(also))
    bytes += await uploadFile(path, { ...to, key: joinKey(to.key, name) }, context);
  return bytes;
}

interface Context {
  readonly artifacts: Artifacts;
  readonly leaveOut: LeaveOut;
  readonly retry: <T>(work: () => Promise<T>) => Promise<T>;
}

function uploadFile(path: string, to: S3Uri, { artifacts, retry }: Context): Promise<number> {
  return retry(async () => {
    const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    return (await artifacts.put(to.bucket, to.key, file.createReadStream())).size;
  });
}
