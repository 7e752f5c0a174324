import { basename, dirname } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { S3Data } from "@slipway/model/s3-data.ts";
import { inside, makeParents } from "#lib/tar/inside.ts";
import { digestAt } from "../artifact-digest.ts";
import { placeOf } from "../place-of.ts";
import { download } from "./download.ts";
import { type FetchContext, fetchData } from "./fetch-data.ts";

const ARTIFACT = {
  code: "SLIP-SIDECAR-008",
  expected: "the S3 URI of an artifact, s3://BUCKET/KEY",
} as const;

/**
 * Brings an artifact to `to` below `/opt/ml` as the file or folder that it was, and says how much that was. Throws SLIP-SIDECAR-008
 * where what has come is not what was stored.
 */
export async function fetchArtifact(
  { from, to, digest }: { readonly from: S3Data; readonly to: string; readonly digest: string },
  context: FetchContext,
): Promise<string> {
  const { ml } = context;
  const place = inside(ml, to, ARTIFACT.code);
  const told = from.s3Uri.endsWith("/")
    ? await fetchData(from, { folder: place, isView: false }, context)
    : await fetchFile(from.s3Uri, place, context);
  const found = await digestAt(place);
  if (found === digest) return told;
  throw new SlipwayError(
    ARTIFACT.code,
    `${from.s3Uri} is not what its step gave: its digest is ${found}, and was ${digest}`,
  );
}

async function fetchFile(
  uri: string,
  place: string,
  { ml, artifacts, retry }: FetchContext,
): Promise<string> {
  await makeParents(ml, place, ARTIFACT.code);
  const object = { ...placeOf(uri, ARTIFACT), path: basename(place) };
  const to = { folder: dirname(place), gunzip: false, isView: false };
  const { bytes } = await retry(() => download(artifacts, object, to));
  return `1 file, ${bytes} bytes`;
}
