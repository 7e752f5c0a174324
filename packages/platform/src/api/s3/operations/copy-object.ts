import { defined, SlipwayError } from "@slipway/model";
import type { ArtifactInfo, ArtifactProperties } from "#artifacts/artifacts.ts";
import { copiedProperties, propertiesOf, storageHeaders } from "../http/object-headers.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { type CopySource, copySource } from "./copying/copy-source.ts";
import { checkSource } from "./copying/source-conditions.ts";
import { sumOfCopy } from "./copying/sum-of-copy.ts";
import { checksumElements } from "./listing/checksum-elements.ts";

export const copyObject: S3Operation = {
  name: "CopyObject",
  writes: "objects",
  query: [],
  run: async (call) => {
    const from = copySource(call.header("x-amz-copy-source"));
    const replaces = replacesProperties(call);
    if (!replaces && from.bucket === call.bucket && from.key === call.key) {
      throw new SlipwayError(
        "SLIP-S3-017",
        "An object can be copied onto itself only with x-amz-metadata-directive: REPLACE.",
      );
    }
    const copy = await copied(call, { from, replaces });
    const root = element(
      "CopyObjectResult",
      element("LastModified", copy.lastModified.toISOString()),
      element("ETag", `"${copy.etag}"`),
      ...checksumElements(copy.checksum),
    );
    return { status: 200, headers: storageHeaders(call), body: document(root) };
  },
};

const TRIES = 5;

/** The copy of the source as it is when it is copied: one that is replaced after it was looked at is looked at again. */
async function copied(
  call: S3Call,
  { from, replaces }: { readonly from: CopySource; readonly replaces: boolean },
  tries = TRIES,
): Promise<ArtifactInfo> {
  const { source, checksum } = await sumOfCopy(call, from);
  let isReplaced = false;
  try {
    return await call.store.copy(
      from,
      { bucket: call.bucket, key: call.key },
      {
        properties: propertiesOfCopy(call, source, replaces),
        ...defined({ checksum }),
        admit: (found) => {
          isReplaced = found.etag !== source.etag;
          if (isReplaced)
            throw new SlipwayError(
              "SLIP-S3-014",
              "The source was replaced while it was copied; copy it again.",
            );
          checkSource(call, found);
        },
      },
    );
  } catch (error) {
    if (isReplaced && tries > 1) return copied(call, { from, replaces }, tries - 1);
    throw error;
  }
}

/** Tags have a directive of their own. */
function propertiesOfCopy(call: S3Call, source: ArtifactInfo, replaces: boolean): ArtifactProperties {
  const said = propertiesOf(call);
  const { tags: _, ...properties } = replaces ? said : copiedProperties(source, call);
  const { tags } = call.header("x-amz-tagging-directive") === "REPLACE" ? said : source;
  return { ...properties, ...defined({ tags }) };
}

function replacesProperties({ header }: S3Call): boolean {
  const directive = header("x-amz-metadata-directive") ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new SlipwayError(
    "SLIP-S3-017",
    `x-amz-metadata-directive must be COPY or REPLACE, got ${JSON.stringify(directive.slice(0, 40))}.`,
  );
}
