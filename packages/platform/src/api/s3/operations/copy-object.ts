import { SlipwayError } from "@slipway/model";
import { propertiesOf } from "../http/object-headers.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { copySource } from "./copying/copy-source.ts";
import { checkSource } from "./copying/source-conditions.ts";

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
    const to = { bucket: call.bucket, key: call.key };
    const copy = await call.store.copy(from, to, {
      ...(replaces ? { properties: propertiesOf(call) } : {}),
      admit: (source) => checkSource(call, source),
    });
    const root = element(
      "CopyObjectResult",
      element("LastModified", copy.lastModified.toISOString()),
      element("ETag", `"${copy.etag}"`),
    );
    return { status: 200, body: document(root) };
  },
};

function replacesProperties({ header }: S3Call): boolean {
  const directive = header("x-amz-metadata-directive") ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new SlipwayError(
    "SLIP-S3-017",
    `x-amz-metadata-directive must be COPY or REPLACE, got ${JSON.stringify(directive.slice(0, 40))}.`,
  );
}
