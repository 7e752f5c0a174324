import { parseS3Uri } from "#lib/s3-uri.ts";
import type { ArtifactInfo, Artifacts } from "./artifacts.ts";

/** What is at an `s3://` URI; undefined when nothing is there, a missing bucket included. */
export async function findArtifact(artifacts: Artifacts, uri: string): Promise<ArtifactInfo | undefined> {
  const at = parseS3Uri(uri);
  if (at === undefined || !(await artifacts.bucketExists(at.bucket))) return undefined;
  return artifacts.head(at.bucket, at.key);
}

/** Whether anything is below an `s3://` prefix. */
export async function hasArtifacts(artifacts: Artifacts, uri: string): Promise<boolean> {
  const at = parseS3Uri(uri);
  if (at === undefined || !(await artifacts.bucketExists(at.bucket))) return false;
  return (await artifacts.list(at.bucket, { prefix: at.key, limit: 1 })).items.length > 0;
}
