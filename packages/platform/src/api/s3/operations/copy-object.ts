import { defined, SlipwayError } from "@slipway/model";
import { incomingName } from "@slipway/model/incoming-files.ts";
import { type ArtifactInfo, type ArtifactProperties, takesFiles } from "#artifacts/artifacts.ts";
import { copiedProperties, propertiesOf, storageHeaders } from "../http/object-headers.ts";
import { writeCondition } from "../http/write-condition.ts";
import { invalidRequest } from "../refined.ts";
import type { S3Answer, S3Call, S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { type CopySource, copySource } from "./copying/copy-source.ts";
import { checkSource } from "./copying/source-conditions.ts";
import { sumOfCopy } from "./copying/sum-of-copy.ts";
import { checksumElements } from "./listing/checksum-elements.ts";
import { writtenVersionHeader } from "./versions/asked-version.ts";

export const copyObject: S3Operation = {
  name: "CopyObject",
  writes: "objects",
  query: [],
  run: async (call) => {
    const laid = incomingName(call.header("x-amz-copy-source"));
    if (laid !== undefined && takesFiles(call.store)) {
      return answerOf(call, await call.store.takeFile(call.bucket, call.key, laid));
    }
    const from = copySource(call.header("x-amz-copy-source"));
    const replaces = replacesProperties(call);
    if (isNoChange(call, from, replaces)) {
      throw invalidRequest(
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
      );
    }
    const { copy, source } = await copied(call, { from, replaces });
    return answerOf(call, copy, sourceHeader(source));
  },
};

function answerOf(call: S3Call, copy: ArtifactInfo, more: Readonly<Record<string, string>> = {}): S3Answer {
  const root = element(
    "CopyObjectResult",
    element("LastModified", copy.lastModified.toISOString()),
    element("ETag", `"${copy.etag}"`),
    ...checksumElements(copy.checksum),
  );
  const headers = { ...writtenVersionHeader(copy), ...more, ...storageHeaders(call) };
  return { status: 200, headers, body: document(root) };
}

/** Which version was copied, where the source's bucket keeps them. */
export const sourceHeader = ({ version }: ArtifactInfo): Record<string, string> =>
  version === undefined ? {} : { "x-amz-copy-source-version-id": version };

/** An object copied onto itself must become another in something. */
function isNoChange(call: S3Call, { bucket, key, version }: CopySource, replaces: boolean): boolean {
  if (replaces || version !== undefined || bucket !== call.bucket || key !== call.key) return false;
  return Object.keys(storageHeaders(call)).length === 0 && !call.header("x-amz-storage-class");
}

const TRIES = 5;

/** The copy of the source as it is when it is copied: one that is replaced after it was looked at is looked at again. */
async function copied(
  call: S3Call,
  { from, replaces }: { readonly from: CopySource; readonly replaces: boolean },
  tries = TRIES,
): Promise<{ readonly copy: ArtifactInfo; readonly source: ArtifactInfo }> {
  const { source, checksum } = await sumOfCopy(call, from);
  let isReplaced = false;
  try {
    const copy = await call.store.copy(
      from,
      { bucket: call.bucket, key: call.key },
      {
        properties: propertiesOfCopy(call, source, replaces),
        ...defined({ checksum }),
        condition: writeCondition(call.header),
        admit: (found) => {
          isReplaced = found.etag !== source.etag || found.version !== source.version;
          if (isReplaced)
            throw new SlipwayError(
              "SLIP-S3-014",
              "The source was replaced while it was copied; copy it again.",
            );
          checkSource(call, found);
        },
      },
    );
    return { copy, source };
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
