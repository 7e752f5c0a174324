import { SlipwayError } from "@slipway/model";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { createBucket } from "./operations/create-bucket.ts";
import { createMultipartUpload } from "./operations/create-multipart-upload.ts";
import { deleteBucket } from "./operations/delete-bucket.ts";
import { deleteObject } from "./operations/delete-object.ts";
import { deleteObjectTagging } from "./operations/delete-object-tagging.ts";
import { deleteObjects } from "./operations/delete-objects.ts";
import { getBucketLocation } from "./operations/get-bucket-location.ts";
import { getObject } from "./operations/get-object.ts";
import { getObjectAttributes } from "./operations/get-object-attributes.ts";
import { getObjectTagging } from "./operations/get-object-tagging.ts";
import { headBucket } from "./operations/head-bucket.ts";
import { headObject } from "./operations/head-object.ts";
import { listBuckets } from "./operations/list-buckets.ts";
import { listMultipartUploads } from "./operations/list-multipart-uploads.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listParts } from "./operations/list-parts.ts";
import { putObject } from "./operations/put-object.ts";
import { putObjectTagging } from "./operations/put-object-tagging.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import type { S3Operation } from "./s3-call.ts";

interface Route {
  readonly on: "service" | "bucket" | "object";
  readonly method: string;
  /** Query parameters that must be there. */
  readonly with?: readonly string[];
  readonly copies?: boolean;
  readonly operation: S3Operation;
}

/** The first that fits: what asks for more comes first. */
const ROUTES: readonly Route[] = [
  { on: "service", method: "GET", operation: listBuckets },
  { on: "bucket", method: "PUT", operation: createBucket },
  { on: "bucket", method: "HEAD", operation: headBucket },
  { on: "bucket", method: "DELETE", operation: deleteBucket },
  { on: "bucket", method: "GET", with: ["location"], operation: getBucketLocation },
  { on: "bucket", method: "GET", with: ["uploads"], operation: listMultipartUploads },
  { on: "bucket", method: "GET", with: ["list-type"], operation: listObjectsV2 },
  { on: "bucket", method: "GET", operation: listObjects },
  { on: "bucket", method: "POST", with: ["delete"], operation: deleteObjects },
  { on: "object", method: "PUT", with: ["uploadId"], copies: true, operation: uploadPartCopy },
  { on: "object", method: "PUT", with: ["uploadId"], copies: false, operation: uploadPart },
  { on: "object", method: "PUT", with: ["tagging"], operation: putObjectTagging },
  { on: "object", method: "PUT", copies: true, operation: copyObject },
  { on: "object", method: "PUT", copies: false, operation: putObject },
  { on: "object", method: "GET", with: ["uploadId"], operation: listParts },
  { on: "object", method: "GET", with: ["attributes"], operation: getObjectAttributes },
  { on: "object", method: "GET", with: ["tagging"], operation: getObjectTagging },
  { on: "object", method: "GET", operation: getObject },
  { on: "object", method: "HEAD", operation: headObject },
  { on: "object", method: "POST", with: ["uploads"], operation: createMultipartUpload },
  { on: "object", method: "POST", with: ["uploadId"], operation: completeMultipartUpload },
  { on: "object", method: "DELETE", with: ["uploadId"], operation: abortMultipartUpload },
  { on: "object", method: "DELETE", with: ["tagging"], operation: deleteObjectTagging },
  { on: "object", method: "DELETE", operation: deleteObject },
];

/** Parameters that mean nothing to an operation: those of a signature, headers in a presigned URL, a name some SDKs add. */
const NEUTRAL = new Set(["x-id", "AWSAccessKeyId", "Signature", "Expires", "content-type", "content-md5"]);
const isNeutral = (name: string): boolean => NEUTRAL.has(name) || /^x-amz-/i.test(name);

export interface Asked {
  readonly method: string;
  readonly bucket: string;
  readonly key: string;
  readonly query: readonly string[];
  readonly copies: boolean;
}

/** Finds the operation. Throws SLIP-S3-016 for one that is not served, or served but not with these parameters. */
export function route(asked: Asked): S3Operation {
  const on = asked.bucket === "" ? "service" : asked.key === "" ? "bucket" : "object";
  const found = ROUTES.find(
    (candidate) =>
      candidate.on === on &&
      candidate.method === asked.method &&
      (candidate.with ?? []).every((name) => asked.query.includes(name)) &&
      (candidate.copies ?? asked.copies) === asked.copies,
  );
  if (found === undefined) throw notThere(`${asked.method} of a ${on} with these parameters`);
  const unknown = asked.query.find((name) => !isNeutral(name) && !found.operation.query.includes(name));
  if (unknown !== undefined)
    throw notThere(`${found.operation.name} with the parameter ${JSON.stringify(unknown.slice(0, 100))}`);
  return found.operation;
}

const notThere = (what: string): SlipwayError =>
  new SlipwayError("SLIP-S3-016", `The S3 operation ${what} is not implemented here.`);
