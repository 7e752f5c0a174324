import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import { expiryOf } from "#artifacts/expiry-of.ts";
import type { S3Call } from "../../s3-call.ts";

/** `x-amz-expiration`, where a rule of the bucket says when the object goes by itself. */
export async function expirationHeader(
  { store, bucket }: S3Call,
  info: ArtifactInfo,
): Promise<Record<string, string>> {
  const { expiry = [] } = (await store.bucket(bucket))?.settings ?? {};
  const found = expiryOf(expiry, info);
  if (found === undefined) return {};
  const id = encodeURIComponent(found.rule.id);
  return { "x-amz-expiration": `expiry-date="${found.at.toUTCString()}", rule-id="${id}"` };
}
