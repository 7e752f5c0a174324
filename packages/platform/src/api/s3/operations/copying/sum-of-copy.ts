import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { ArtifactInfo, ObjectChecksum } from "#artifacts/artifacts.ts";
import type { OpenObject } from "#artifacts/object-store.ts";
import { findAlgorithm } from "../../body/checksums.ts";
import { invalidRequest } from "../../refined.ts";
import type { S3Call } from "../../s3-call.ts";
import type { CopySource } from "./copy-source.ts";
import { checkSource } from "./source-conditions.ts";

/** Throws SLIP-S3-031 where the source is named as a version that is a delete marker: there is nothing to copy. */
export async function openSource(
  { store }: S3Call,
  { bucket, key, version }: CopySource,
): Promise<OpenObject> {
  try {
    return await store.open(bucket, key, version);
  } catch (error) {
    if (version === undefined || !isSlipwayError(error, "SLIP-S3-028")) throw error;
    throw invalidRequest(
      "The source of a copy request may not specifically refer to a delete marker by version id.",
    );
  }
}

/**
 * The source, and the copy's checksum where it is not the source's own: the request wants one of another algorithm, or the source's is
 * made of its parts', which the copy does not have. Throws SLIP-S3-014 where the request rules the source out.
 */
export async function sumOfCopy(
  call: S3Call,
  from: CopySource,
): Promise<{ readonly source: ArtifactInfo; readonly checksum?: ObjectChecksum }> {
  const object = await openSource(call, from);
  try {
    const { info: source } = object;
    checkSource(call, source);
    const known = source.checksum;
    const asked = call.header("x-amz-checksum-algorithm") || undefined;
    const wanted = asked?.toUpperCase() ?? (known?.type === "COMPOSITE" ? known.algorithm : undefined);
    if (wanted === undefined || (known?.type === "FULL_OBJECT" && known.algorithm === wanted))
      return { source };
    const found = findAlgorithm(wanted);
    if (found === undefined) {
      throw new SlipwayError("SLIP-S3-021", "Checksum algorithm provided is unsupported.");
    }
    const sum = found.start();
    for await (const chunk of object.pieces()) sum.update(chunk);
    return { source, checksum: { algorithm: found.name, value: await sum.digest(), type: "FULL_OBJECT" } };
  } finally {
    object.close();
  }
}
