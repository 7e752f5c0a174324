import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { defined, SlipwayError } from "@slipway/model";
import type { ArtifactInfo } from "#artifacts/artifacts.ts";
import type { ObjectStore } from "#artifacts/object-store.ts";
import type { AccessKey, AccessKeys } from "../../access-keys.ts";
import { checkedBody } from "../body/checked-body.ts";
import { DEFAULT_CHECKSUM } from "../body/checksums.ts";
import { headerValue } from "../http/header-value.ts";
import { checkKnownHeaders } from "../http/known-headers.ts";
import { propertiesOf } from "../http/object-headers.ts";
import { writtenVersionHeader } from "../operations/versions/asked-version.ts";
import { invalidArgument } from "../refined.ts";
import type { S3Answer } from "../s3-call.ts";
import { tagsOfXml } from "../tagging/tags.ts";
import { document, element } from "../xml/element.ts";
import { parseBody } from "../xml/parse-body.ts";
import { withFileName } from "./file-name.ts";
import { formSigner } from "./form-signer.ts";
import { checkPolicy, parsePolicy, sizesOf } from "./policy.ts";
import { readForm } from "./read-form.ts";

export interface PostedForm {
  readonly store: ObjectStore;
  readonly accessKeys: AccessKeys;
  readonly request: IncomingMessage;
  readonly bucket: string;
  readonly now: Date;
  /** Throws unless who signed the policy may write objects. */
  allow(key: AccessKey): void;
}

/** Whether it is a form of a browser; its signature stands in a field. */
export const isForm = ({ method, headers }: IncomingMessage): boolean =>
  method === "POST" && /^multipart\/form-data\b/i.test(headers["content-type"] ?? "");

/** PostObject: the object that a form brings, if its signed policy allows it. */
export async function postObject(posted: PostedForm): Promise<S3Answer> {
  const { request, bucket, accessKeys, store, now } = posted;
  const source = request.iterator({ destroyOnReturn: false });
  const form = await readForm(source, request.headers["content-type"] ?? "");
  const key = withFileName(form.fields.get("key") ?? "", form.file.name);
  const fields = new Map([...form.fields, ["bucket", bucket], ["key", key]]);
  const { key: signer } = await formSigner(fields, { accessKeys, now });
  posted.allow(signer);
  const policy = parsePolicy(fields.get("policy") ?? "");
  if (key === "") throw invalidArgument("Bucket POST must contain a field named 'key'.");
  checkPolicy(policy, fields, { now, fileName: form.file.name });
  const said = await propertiesIn(fields);
  const body = checkedBody(bounded(form.file.bytes, sizesOf(policy)), said.claims, DEFAULT_CHECKSUM);
  const info = await store.put(bucket, key, body.bytes, {
    ...said.properties,
    proven: () => {
      const found = body.proven();
      return found && { ...found, type: "FULL_OBJECT" };
    },
  });
  return answer(fields, info, request.headers.host ?? "");
}

/** Fields are what headers are elsewhere. */
async function propertiesIn(fields: ReadonlyMap<string, string>) {
  const headers = new Map(
    [...fields].map(([name, value]) => [name === "acl" ? "x-amz-acl" : name, headerValue(name, value)]),
  );
  headers.delete("policy");
  headers.delete("tagging");
  const header = (name: string) => headers.get(name);
  const headerNames = () => headers.keys();
  checkKnownHeaders(headerNames(), header);
  const tagging = fields.get("tagging");
  const tags =
    tagging === undefined
      ? undefined
      : tagsOfXml(await parseBody(Readable.from([Buffer.from(tagging)]), "Tagging"), "object");
  return {
    properties: { ...propertiesOf({ header, headerNames }), ...defined({ tags }) },
    claims: { header, headerNames, trailers: new Map<string, string>() },
  };
}

async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > to)
      throw new SlipwayError("SLIP-S3-010", "Your proposed upload exceeds the maximum allowed size");
    yield chunk;
  }
  if (size < from)
    throw new SlipwayError("SLIP-S3-009", "Your proposed upload is smaller than the minimum allowed size");
}

/** What the form wants for an answer: a page to go on to, or a status. */
function answer(fields: ReadonlyMap<string, string>, info: ArtifactInfo, host: string): S3Answer {
  const { bucket, key } = info;
  const etag = `"${info.etag}"`;
  const location = `http://${host}/${bucket}/${encodeURIComponent(key)}`;
  const headers = { etag, ...writtenVersionHeader(info) };
  const redirect = redirectOf(fields.get("success_action_redirect") ?? fields.get("redirect"));
  if (redirect !== undefined) {
    for (const [name, value] of Object.entries({ bucket, key, etag }))
      redirect.searchParams.append(name, value);
    return { status: 303, headers: { ...headers, location: redirect.href } };
  }
  const status = fields.get("success_action_status");
  if (status !== "201") return { status: status === "200" ? 200 : 204, headers: { ...headers, location } };
  const root = element(
    "PostResponse",
    element("Location", location),
    element("Bucket", bucket),
    element("Key", key),
    element("ETag", etag),
  );
  return { status: 201, headers: { ...headers, location }, body: document(root) };
}

function redirectOf(text: string | undefined): URL | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}
