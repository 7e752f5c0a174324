import { SlipwayError } from "@slipway/model";
import type { BucketInfo, ObjectStore } from "#artifacts/object-store.ts";
import type { S3Operation } from "./s3-call.ts";

/** The public bucket of AWS's whose files walkthroughs copy from. */
export const SAMPLE_BUCKET = "sagemaker-sample-files";

/** What a home writes into the settings of the one that it made, so that nobody's own of that name is taken for it. */
export const SAMPLE_MARK = { "slipway-sample-files": "1" } as const;

/** Whether it is the one that the home made: it belongs to AWS, as it were, and can only be read. */
export const isSampleBucket = ({ name, settings }: BucketInfo): boolean =>
  name === SAMPLE_BUCKET && settings.documents?.["slipway-sample-files"] !== undefined;

/** Refuses what would change it. Throws AccessDenied. */
export async function refuseSampleWrite(
  store: ObjectStore,
  bucket: string,
  operation: Pick<S3Operation, "writes">,
): Promise<void> {
  if (bucket !== SAMPLE_BUCKET || operation.writes === false) return;
  const info = await store.bucket(bucket);
  if (info === undefined || !isSampleBucket(info)) return;
  throw new SlipwayError(
    "SLIP-API-006",
    `The bucket ${bucket} holds the sample files of AWS's walkthroughs and can only be read.`,
  );
}
