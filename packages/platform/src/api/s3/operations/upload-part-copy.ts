import { SlipwayError } from "@slipway/model";
import { checkedBody } from "../body/checked-body.ts";
import { DEFAULT_CHECKSUM } from "../body/checksums.ts";
import type { S3Call, S3Operation } from "../s3-call.ts";
import { document, element } from "../xml/element.ts";
import { sourceHeader } from "./copy-object.ts";
import { copySource } from "./copying/copy-source.ts";
import { checkSource } from "./copying/source-conditions.ts";
import { openSource } from "./copying/sum-of-copy.ts";
import { checksumElements } from "./listing/checksum-elements.ts";
import { partNumberOf, uploadOf } from "./upload-part.ts";

export const uploadPartCopy: S3Operation = {
  name: "UploadPartCopy",
  writes: "objects",
  query: ["uploadId", "partNumber"],
  run: async (call) => {
    const number = partNumberOf(call);
    const from = copySource(call.header("x-amz-copy-source"));
    const source = await openSource(call, from);
    try {
      checkSource(call, source.info);
      const upload = uploadOf(call);
      const { checksum: wanted } = await call.store.upload(upload);
      const bytes = source.read(rangeOf(call, source.info.size));
      const body = checkedBody(bytes, NOTHING_SAID, wanted?.algorithm ?? DEFAULT_CHECKSUM);
      const part = await call.store.putPart(upload, number, body.bytes, body);
      const root = element(
        "CopyPartResult",
        element("LastModified", part.lastModified.toISOString()),
        element("ETag", `"${part.etag}"`),
        ...checksumElements(wanted && part.checksum),
      );
      return { status: 200, headers: sourceHeader(source.info), body: document(root) };
    } finally {
      source.close();
    }
  },
};

const NOTHING_SAID = { header: () => undefined, headerNames: () => [], trailers: new Map<string, string>() };

/** Unlike a Range header, this one must be whole and within the source. */
function rangeOf({ header }: S3Call, size: number): { start: number; end: number } | undefined {
  const text = header("x-amz-copy-source-range");
  if (text === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(text) ?? [];
  const range = { start: Number(first), end: Number(last) };
  if (range.start <= range.end && range.end < size) return range;
  throw new SlipwayError(
    "SLIP-S3-017",
    `x-amz-copy-source-range must be bytes=FIRST-LAST within ${size} bytes, got ${JSON.stringify(text.slice(0, 60))}.`,
  );
}
