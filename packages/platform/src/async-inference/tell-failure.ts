import type { AsyncRequest } from "@slipway/model/async-request.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { type AsyncFailure, storeFailure } from "./async-failure.ts";
import type { Outcome } from "./carry-out.ts";

/**
 * Stores why a request has no answer, where its client looks for it: the container's own words as they were, or a sentence with its code, as JSON.
 * Without S3FailurePath nobody is told. Throws `AsyncFailure` or `TryLater`.
 */
export async function tellFailure(
  { failureLocation }: AsyncRequest,
  {
    failure,
    outcome,
  }: { readonly failure?: AsyncFailure; readonly outcome?: Extract<Outcome, { kind: "refused" }> },
  artifacts: Artifacts,
): Promise<void> {
  if (failureLocation === undefined) return;
  const { bucket = "", key = "" } = parseS3Uri(failureLocation) ?? {};
  const body =
    outcome?.words ?? Buffer.from(JSON.stringify({ code: failure?.code, message: failure?.message }));
  const contentType = outcome === undefined ? "application/json" : outcome.contentType;
  try {
    await artifacts.put(bucket, key, body, contentType === undefined ? {} : { contentType });
  } catch (error) {
    throw storeFailure(error, "SLIP-ASYNC-004");
  }
}
