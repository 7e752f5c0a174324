import { type FileHandle, open, rm } from "node:fs/promises";
import {
  type ArtifactInfo,
  type Artifacts,
  copiesFiles,
  type Shown,
  showsFiles,
} from "#artifacts/artifacts.ts";
import { s3Failure } from "#artifacts/s3/s3-failure.ts";
import { inside, inTheWay, isNameTrouble, makeParents } from "#lib/tar/inside.ts";
import type { DataObject } from "./data-objects.ts";
import { fromStore, nameOf } from "./from-store.ts";
import { gunzipped } from "./gunzipped.ts";

export interface Downloaded {
  readonly bytes: number;
  /** The file, and what was stored as it. */
  readonly place: string;
  readonly info: ArtifactInfo;
  readonly as: Shown;
}

/** Writes one object to its path below `folder`, which must be free. Half a file never stays. */
export async function download(
  artifacts: Artifacts,
  object: DataObject,
  to: { readonly folder: string; readonly gunzip: boolean; readonly isView: boolean },
): Promise<Downloaded> {
  const path = to.gunzip ? object.path.replace(/(?<=[^/])\.gz$/, "") : object.path;
  const place = inside(to.folder, path, "SLIP-SIDECAR-002");
  if (to.isView && !to.gunzip && showsFiles(artifacts)) {
    const show = () => artifacts.showObject(object.bucket, object.key, place);
    const { info, as } = await make(to.folder, { place, path }, show);
    return { bytes: info.size, place, info, as };
  }
  if (!to.gunzip && copiesFiles(artifacts)) {
    const copy = () => artifacts.copyObject(object.bucket, object.key, place);
    const info = await make(to.folder, { place, path }, copy);
    return { bytes: info.size, place, info, as: "copy" };
  }
  const file = await make(to.folder, { place, path }, () => open(place, "wx", 0o644));
  try {
    const { info, body } = await artifacts.get(object.bucket, object.key);
    const bytes = await fill(
      file,
      to.gunzip ? gunzipped(fromStore(body, object), object) : fromStore(body, object),
    );
    await file.close();
    if (!to.gunzip && bytes !== info.size)
      throw s3Failure(new Error(`${bytes} of ${info.size} bytes came`), nameOf(object));
    return { bytes, place, info, as: "copy" };
  } catch (error) {
    await file.close();
    await rm(place, { force: true });
    throw error;
  }
}

/** Makes what is at the place, with the folders above it; `path` is its name in messages. */
async function make<T>(
  folder: string,
  { place, path }: { readonly place: string; readonly path: string },
  work: () => Promise<T>,
): Promise<T> {
  try {
    await makeParents(folder, place, "SLIP-SIDECAR-002");
    return await work();
  } catch (error) {
    throw isNameTrouble(error) ? inTheWay(path, "SLIP-SIDECAR-002", error) : error;
  }
}

async function fill(file: FileHandle, chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    await file.appendFile(chunk);
  }
  return bytes;
}
