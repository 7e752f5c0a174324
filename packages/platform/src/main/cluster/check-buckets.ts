import { isSlipwayError } from "@slipway/model";
import { S3Artifacts, type S3Options } from "#artifacts/s3/s3-artifacts.ts";
import { within } from "#lib/within.ts";
import type { BucketCheck, Found } from "./health.ts";

/** Longer than a connection takes, shorter than whoever installs waits for an answer. */
const WITHIN_MS = 12_000;
/** Asked more often, the last answer stands. */
const STANDS_MS = 2_000;

/** Asks for a namespace's bucket, from here: whether it is there does not matter, but that somebody answers who knows the key. */
export function checkBuckets(parts: {
  readonly options: S3Options;
  readonly endpoint: string | undefined;
  readonly namespace: string;
}): BucketCheck {
  let last: { readonly at: number; readonly answer: Promise<Found> } | undefined;
  return () => {
    if (last === undefined || Date.now() - last.at > STANDS_MS)
      last = { at: Date.now(), answer: answerOf(parts) };
    return last.answer;
  };
}

async function ask({ options, namespace }: Parameters<typeof checkBuckets>[0]): Promise<Found> {
  const artifacts = new S3Artifacts({ ...options, attempts: 1 });
  try {
    await artifacts.bucketExists(`slipway-${namespace}`);
    return {};
  } catch (error) {
    // A store that refuses is reached; the key may be good for other buckets.
    if (isSlipwayError(error, "SLIP-S3-018")) return { note: error.message };
    return { problem: isSlipwayError(error) ? error.message : String(error) };
  } finally {
    artifacts.close();
  }
}

async function answerOf(parts: Parameters<typeof checkBuckets>[0]): Promise<Found> {
  const { endpoint = "AWS" } = parts;
  const found = await within(ask(parts), WITHIN_MS);
  if (found === "late") return { problem: `${endpoint} does not answer a pod within ${WITHIN_MS / 1_000} s` };
  return found.problem === undefined ? found : { problem: `${endpoint}: ${found.problem}` };
}
