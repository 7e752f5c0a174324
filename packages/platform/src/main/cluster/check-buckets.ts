import { isSlipwayError } from "@slipway/model";
import { S3Artifacts, type S3Options } from "#artifacts/s3/s3-artifacts.ts";
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
      last = { at: Date.now(), answer: within(ask(parts), parts.endpoint) };
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

function within(answer: Promise<Found>, endpoint = "AWS"): Promise<Found> {
  return new Promise((resolve) => {
    const problem = `${endpoint} does not answer a pod within ${WITHIN_MS / 1_000} s`;
    const timer = setTimeout(() => resolve({ problem }), WITHIN_MS);
    void answer.then((found) => {
      clearTimeout(timer);
      resolve(found.problem === undefined ? found : { problem: `${endpoint}: ${found.problem}` });
    });
  });
}
