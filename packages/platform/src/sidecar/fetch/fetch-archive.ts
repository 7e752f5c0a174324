import { rename } from "node:fs/promises";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { makeFolder } from "#lib/tar/inside.ts";
import { unpack } from "#lib/tar/unpack.ts";
import { placeOf } from "../place-of.ts";
import { fromStore } from "./from-store.ts";

const CODE = "SLIP-SIDECAR-003";

/** Unpacks an archive of the store into `folder` below `ml`, in place of what is there; it is there whole or not at all. */
export async function fetchArchive(
  artifacts: Artifacts,
  s3Uri: string,
  { ml, folder }: { readonly ml: string; readonly folder: string },
): Promise<void> {
  const place = placeOf(s3Uri, { code: CODE, expected: "the S3 URI of an archive, s3://BUCKET/KEY" });
  const partial = `${folder}.partial`;
  await removeTree(partial);
  await makeFolder(ml, partial, CODE);
  const { body } = await artifacts.get(place.bucket, place.key);
  await unpack(fromStore(body, place), { folder: partial, name: s3Uri, code: CODE });
  await removeTree(folder);
  await rename(partial, folder);
}
