import { SlipwayError } from "@slipway/model";
import type { ArtifactInfo, ObjectChecksum } from "#artifacts/artifacts.ts";
import { findAlgorithm } from "../../body/checksums.ts";
import type { S3Call } from "../../s3-call.ts";
import type { CopySource } from "./copy-source.ts";
import { checkSource } from "./source-conditions.ts";

/**
 * The source, and the copy's checksum where it is not the source's own: the request wants one of another algorithm, or the source's is
 * made of its parts', which the copy does not have. Throws SLIP-S3-014 where the request rules the source out.
 */
export async function sumOfCopy(
  call: S3Call,
  from: CopySource,
): Promise<{ readonly source: ArtifactInfo; readonly checksum?: ObjectChecksum }> {
  const object = await call.store.open(from.bucket, from.key);
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
    for await (const chunk of object.read()) sum.update(chunk);
    return { source, checksum: { algorithm: found.name, value: await sum.digest(), type: "FULL_OBJECT" } };
  } finally {
    object.close();
  }
}
