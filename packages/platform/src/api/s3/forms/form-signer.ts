import { createHmac } from "node:crypto";
import { SlipwayError } from "@slipway/model";
import { sameBytes } from "#lib/same-bytes.ts";
import { signingKey } from "#lib/sigv4/string-to-sign.ts";
import type { AccessKey, AccessKeys } from "../../access-keys.ts";
import { findKey } from "../../find-key.ts";
import { invalidArgument } from "../refined.ts";

type Fields = ReadonlyMap<string, string>;
type Find = (accessKeyId: string) => AccessKey;

/** Who signed a form's policy, by signature version 4 or 2. Throws SLIP-S3-017 and 034, SLIP-AUTH-003 and 004. */
export async function formSigner(
  fields: ReadonlyMap<string, string>,
  { accessKeys, now }: { readonly accessKeys: AccessKeys; readonly now: Date },
): Promise<{ readonly key: AccessKey; readonly region: string }> {
  const policy = fields.get("policy");
  if (policy === undefined)
    throw new SlipwayError("SLIP-S3-034", "Access Denied: a form needs a signed policy.");
  const find = (accessKeyId: string): AccessKey => {
    const key = findKey(accessKeys, { accessKeyId, sessionToken: fields.get("x-amz-security-token") }, now);
    if (key !== undefined) return key;
    const id = JSON.stringify(accessKeyId.slice(0, 128));
    throw new SlipwayError("SLIP-AUTH-003", `The access key ${id} is not known here.`);
  };
  return fields.has("x-amz-algorithm") ? ofVersion4(fields, policy, find) : ofVersion2(fields, policy, find);
}

async function ofVersion4(fields: Fields, policy: string, find: Find) {
  if (required(fields, "x-amz-algorithm") !== "AWS4-HMAC-SHA256")
    throw invalidArgument("X-Amz-Algorithm only supports AWS4-HMAC-SHA256");
  const [accessKeyId = "", date = "", region = "", service = "", end] = required(
    fields,
    "x-amz-credential",
  ).split("/");
  if (service !== "s3" || end !== "aws4_request")
    throw invalidArgument("The credential must read KEY/yyyymmdd/REGION/s3/aws4_request.");
  const given = Buffer.from(required(fields, "x-amz-signature"), "hex");
  const key = find(accessKeyId);
  const secret = await signingKey({ scope: { accessKeyId, date, region, service } }, key.secretAccessKey);
  requireSame(createHmac("sha256", secret).update(policy).digest(), given);
  return { key, region };
}

async function ofVersion2(fields: Fields, policy: string, find: Find) {
  const given = Buffer.from(required(fields, "signature"), "base64");
  const key = find(required(fields, "awsaccesskeyid"));
  requireSame(createHmac("sha1", key.secretAccessKey).update(policy).digest(), given);
  return { key, region: key.region };
}

function required(fields: ReadonlyMap<string, string>, name: string): string {
  const value = fields.get(name);
  if (value !== undefined && value !== "") return value;
  throw invalidArgument(`Bucket POST must contain a field named '${name}'.`);
}

function requireSame(expected: Buffer, given: Buffer): void {
  if (sameBytes(given, expected)) return;
  throw new SlipwayError("SLIP-AUTH-004", "The signature of the form's policy does not match.");
}
