import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import type { OpenObject } from "#artifacts/object-store.ts";
import { invalidArgument } from "../../refined.ts";
import type { S3Call } from "../../s3-call.ts";

/** Ids that the store gives: anything else was never one. */
const IDS = /^(?:null|[0-9a-f]{32})$/;

/** The version that `versionId` asks for. Throws SLIP-S3-017 for what is none. */
export function askedVersion({ query }: Pick<S3Call, "query">): string | undefined {
  return checkedVersion(query("versionId"));
}

/** Throws SLIP-S3-017 for what is no id of a version. */
export function checkedVersion(version: string | undefined): string | undefined {
  if (version === undefined || IDS.test(version)) return version;
  throw invalidArgument(
    version === "" ? "Version id cannot be the empty string" : "Invalid version id specified",
  );
}

/** What a read is of: the object as it is now, or the version asked for. Throws as S3 does where that is a delete marker. */
export async function openAsked(call: S3Call): Promise<OpenObject> {
  return asked(call, (version) => call.store.open(call.bucket, call.key, version));
}

/** Does `work` with the version asked for; a delete marker in its way is told of in the answer. */
export async function asked<T>(call: S3Call, work: (version: string | undefined) => Promise<T>): Promise<T> {
  const version = askedVersion(call);
  try {
    return await work(version);
  } catch (error) {
    if (!isSlipwayError(error, "SLIP-S3-028")) throw error;
    call.tell("x-amz-delete-marker", "true");
    call.tell("x-amz-version-id", error.details.uid ?? "null");
    if (version === undefined) throw error;
    const marker = await call.store.version(call.bucket, call.key, version);
    if (marker !== undefined) call.tell("last-modified", marker.lastModified.toUTCString());
    call.tell("allow", "DELETE");
    throw new SlipwayError("SLIP-S3-037", "The specified method is not allowed against this resource.");
  }
}

/** `x-amz-version-id` of what was written: where versions are suspended, S3 does not tell that it is `null`. */
export const writtenVersionHeader = ({ version }: Pick<ArtifactInfo, "version">): Record<string, string> =>
  version === undefined || version === "null" ? {} : { "x-amz-version-id": version };

/** `x-amz-version-id` of what is there, where the bucket keeps versions or has. */
export const versionHeader = ({ version }: Pick<ArtifactInfo, "version">): Record<string, string> =>
  version === undefined ? {} : { "x-amz-version-id": version };
