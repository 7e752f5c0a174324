import { SlipwayError } from "@slipway/model";
import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import { checkConditions, conditionsOf } from "../../http/conditions.ts";
import type { S3Call } from "../../s3-call.ts";

/** The conditions a copy states of its source. Throws SLIP-S3-014: a copy has no "not modified". */
export function checkSource({ header }: S3Call, source: ArtifactInfo): void {
  if (checkConditions(conditionsOf(header, "x-amz-copy-source-"), source) === "go on") return;
  throw new SlipwayError(
    "SLIP-S3-014",
    "The source is what x-amz-copy-source-if-none-match or -if-modified-since rules out.",
  );
}
