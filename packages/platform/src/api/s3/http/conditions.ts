import { SlipwayError } from "@slipway/model";
import type { ArtifactInfo } from "#artifacts/artifacts.ts";

export interface Conditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

/** The four conditions of a read; `prefix` is that of a copy's source. */
export function conditionsOf(header: (name: string) => string | undefined, prefix = ""): Conditions {
  return {
    ifMatch: header(`${prefix}if-match`),
    ifNoneMatch: header(`${prefix}if-none-match`),
    ifModifiedSince: header(`${prefix}if-modified-since`),
    ifUnmodifiedSince: header(`${prefix}if-unmodified-since`),
  };
}

/** RFC 9110, 13.2.2: ETag conditions come first and outweigh dates. Throws SLIP-S3-014 where a precondition fails. */
export function checkConditions(conditions: Conditions, info: ArtifactInfo): "go on" | "not modified" {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, info.etag)) throw failed("If-Match", ifMatch);
  } else if (ifUnmodifiedSince !== undefined && modifiedAfter(info, ifUnmodifiedSince)) {
    throw failed("If-Unmodified-Since", ifUnmodifiedSince);
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, info.etag) ? "not modified" : "go on";
  const unchanged = ifModifiedSince !== undefined && modifiedAfter(info, ifModifiedSince) === false;
  return unchanged ? "not modified" : "go on";
}

/** An ETag as clients send it: with or without quotes. */
export const bareETag = (text: string): string => text.trim().replace(/^(?:W\/)?"(.*)"$/, "$1");

function matches(list: string, etag: string): boolean {
  return list.trim() === "*" || list.split(",").some((one) => bareETag(one) === etag);
}

/** To the second, which is what HTTP dates say; undefined when it is no date. */
function modifiedAfter(info: ArtifactInfo, date: string): boolean | undefined {
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : Math.floor(info.lastModified.getTime() / 1000) * 1000 > time;
}

const failed = (name: string, value: string): SlipwayError =>
  new SlipwayError(
    "SLIP-S3-014",
    `The condition ${name}: ${value.slice(0, 200)} does not hold of the object.`,
  );
