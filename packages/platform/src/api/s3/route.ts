import { SlipwayError } from "@slipway/model";
import { abortMultipartUpload } from "./operations/abort-multipart-upload.ts";
import { completeMultipartUpload } from "./operations/complete-multipart-upload.ts";
import { getBucketAcl, getObjectAcl, putBucketAcl, putObjectAcl } from "./operations/configuration/acl.ts";
import { bucketTagging } from "./operations/configuration/bucket-tagging.ts";
import { cors } from "./operations/configuration/cors.ts";
import { encryption } from "./operations/configuration/encryption.ts";
import { lifecycle } from "./operations/configuration/lifecycle.ts";
import { WITHOUT_CONFIGURATION } from "./operations/configuration/of-no-configuration.ts";
import { ownership } from "./operations/configuration/ownership.ts";
import { publicAccessBlock } from "./operations/configuration/public-access-block.ts";
import { getBucketVersioning, putBucketVersioning } from "./operations/configuration/versioning.ts";
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
import { listObjectVersions } from "./operations/list-object-versions.ts";
import { listObjects } from "./operations/list-objects.ts";
import { listObjectsV2 } from "./operations/list-objects-v2.ts";
import { listParts } from "./operations/list-parts.ts";
import { NOT_SERVED, ofLockedObject, refusing } from "./operations/not-served.ts";
import { putObject } from "./operations/put-object.ts";
import { putObjectTagging } from "./operations/put-object-tagging.ts";
import { uploadPart } from "./operations/upload-part.ts";
import { uploadPartCopy } from "./operations/upload-part-copy.ts";
import type { S3Operation } from "./s3-call.ts";

const documentRoutes = [bucketTagging, cors, encryption, lifecycle, ownership, publicAccessBlock].flatMap(
  ({ get, put, delete: remove }) => [
    { on: "bucket", method: "GET", with: get.query, operation: get } as const,
    { on: "bucket", method: "PUT", with: put.query, operation: put } as const,
    { on: "bucket", method: "DELETE", with: remove.query, operation: remove } as const,
  ],
);

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
  ...documentRoutes,
  ...WITHOUT_CONFIGURATION.map(({ method, parameter, operation }) => ({
    on: "bucket" as const,
    method,
    with: [parameter],
    operation,
  })),
  ...NOT_SERVED.map((one) => ({ ...one, with: [one.with], operation: refusing(one) })),
  ...["retention", "legal-hold"].flatMap((parameter) => {
    const name = parameter === "retention" ? "ObjectRetention" : "ObjectLegalHold";
    return ["Get", "Put"].map((verb) => ({
      on: "object" as const,
      method: verb.toUpperCase(),
      with: [parameter],
      operation: ofLockedObject(`${verb}${name}`, parameter),
    }));
  }),
  { on: "bucket", method: "GET", with: ["acl"], operation: getBucketAcl },
  { on: "bucket", method: "PUT", with: ["acl"], operation: putBucketAcl },
  { on: "object", method: "GET", with: ["acl"], operation: getObjectAcl },
  { on: "object", method: "PUT", with: ["acl"], operation: putObjectAcl },
  { on: "bucket", method: "GET", with: ["versioning"], operation: getBucketVersioning },
  { on: "bucket", method: "PUT", with: ["versioning"], operation: putBucketVersioning },
  { on: "bucket", method: "GET", with: ["versions"], operation: listObjectVersions },
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
  if (found === undefined) throw notFound(asked, on);
  const unknown = asked.query.find((name) => !isNeutral(name) && !found.operation.query.includes(name));
  if (unknown !== undefined)
    throw notThere(`${found.operation.name} with the parameter ${JSON.stringify(unknown.slice(0, 100))}`);
  return found.operation;
}

/** A method that S3 has for no such place, or one that it has with parameters of which none is known. */
function notFound({ method, query }: Asked, on: string): SlipwayError {
  const other = query.find((name) => !isNeutral(name));
  if (other !== undefined)
    return notThere(`${method} of a ${on} with ${JSON.stringify(other.slice(0, 100))}`);
  return new SlipwayError("SLIP-S3-037", "The specified method is not allowed against this resource.");
}

const notThere = (what: string): SlipwayError =>
  new SlipwayError("SLIP-S3-016", `The S3 operation ${what} is not implemented here.`);
