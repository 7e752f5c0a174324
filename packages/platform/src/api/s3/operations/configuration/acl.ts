import { SlipwayError } from "@slipway/model";
import { malformedXml } from "../../refined.ts";
import type { S3Call, S3Operation } from "../../s3-call.ts";
import { document, element } from "../../xml/element.ts";
import { all, textIn, type XmlObject, type XmlValue } from "../../xml/parse-body.ts";
import { requireBucket } from "../head-bucket.ts";
import { ownerElement } from "../listing/owner-element.ts";
import { openAsked, versionHeader } from "../versions/asked-version.ts";

const INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

/** The one list that there is: everything is the owner's. */
function ownerOnly({ accountId }: S3Call): string {
  const grantee = element("Grantee", element("ID", accountId), element("DisplayName", accountId))
    .addAttribute("xmlns:xsi", INSTANCE)
    .addAttribute("xsi:type", "CanonicalUser");
  const grant = element("Grant", grantee, element("Permission", "FULL_CONTROL"));
  return document(
    element("AccessControlPolicy", ownerElement("Owner", accountId), element("AccessControlList", grant)),
  );
}

export const getBucketAcl: S3Operation = {
  name: "GetBucketAcl",
  writes: false,
  query: ["acl"],
  run: async (call) => {
    await requireBucket(call);
    return { status: 200, body: ownerOnly(call) };
  },
};

export const getObjectAcl: S3Operation = {
  name: "GetObjectAcl",
  writes: false,
  query: ["acl", "versionId"],
  run: async (call) => {
    const object = await openAsked(call);
    object.close();
    return { status: 200, headers: versionHeader(object.info), body: ownerOnly(call) };
  },
};

export const putBucketAcl: S3Operation = {
  name: "PutBucketAcl",
  writes: "buckets",
  query: ["acl"],
  run: async (call) => {
    await requireBucket(call);
    await checkList(call);
    return { status: 200 };
  },
};

export const putObjectAcl: S3Operation = {
  name: "PutObjectAcl",
  writes: "objects",
  query: ["acl", "versionId"],
  run: async (call) => {
    (await openAsked(call)).close();
    await checkList(call);
    return { status: 200 };
  },
};

/** Takes what says that everything is the owner's; canned lists were looked at with the headers. Throws SLIP-S3-022 and 024. */
async function checkList(call: S3Call): Promise<void> {
  const hasBody = Number(call.header("content-length") ?? 0) > 0;
  if (!hasBody && call.header("x-amz-acl") !== undefined) return;
  const policy = await call.xml("AccessControlPolicy");
  const [list] = all(policy, "AccessControlList");
  if (list === undefined) throw malformedXml("an AccessControlList was expected");
  const grants = typeof list === "object" ? all(list as XmlObject, "Grant") : [];
  if (grants.every((grant) => isOwners(grant, call.accountId))) return;
  throw new SlipwayError("SLIP-S3-022", "The bucket does not allow ACLs");
}

const isOwners = (grant: XmlValue, accountId: string): boolean =>
  textIn(all(grant as XmlObject, "Grantee")[0], "ID") === accountId &&
  textIn(grant, "Permission") === "FULL_CONTROL";
